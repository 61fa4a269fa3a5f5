"""The tables and migrations of Herobreak, for Piccolo's command line."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="learning",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(
        [
            f"learning.tables.{name}"
            for name in (
                "people",
                "passkeys",
                "packs",
                "reviews",
                "group_knowledge",
                "fits",
                "progress",
                "team_figures",
                "jobs",
                "audit",
                "installation",
                "moments",
                "leagues",
                "boards",
                "challenges",
            )
        ]
    ),
)
