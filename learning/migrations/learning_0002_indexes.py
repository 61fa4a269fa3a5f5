"""Indexes and storage that Piccolo's columns cannot express.

They are a migration of their own, since Piccolo runs SQL before it creates the tables of a migration.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T00:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "The indexes of the first release"

STATEMENTS = (
    # Replay the attempts of one concept when an answer comes late.
    "CREATE INDEX attempt_concept ON attempt (person, concept)",
    "CREATE INDEX lesson_read_lesson ON lesson_read (person, lesson)",
    # The sweep looks only at jobs that are not done.
    "CREATE INDEX due_job_open ON due_job (due_at) WHERE done_at IS NULL",
    # Rows that change with every answer are updated within their page.
    "ALTER TABLE memory SET (fillfactor = 80)",
    "ALTER TABLE progress SET (fillfactor = 50)",
    # The limits of moments: what a person gave on a day.
    "CREATE INDEX moment_given ON moment (giver, day)",
    # Moments that a leader has still to look at.
    "CREATE INDEX moment_open ON moment (id) WHERE status IN ('waiting', 'reported')",
    "CREATE INDEX moment_noted ON moment (at) WHERE status = 'noted'",
    # The feed of a team, newest first.
    "CREATE INDEX moment_shown ON moment (team, id) WHERE status = 'confirmed'",
    "CREATE INDEX moment_of_team ON moment (team, at)",
    # Few teams are hidden, and every row of a board is checked against them.
    "CREATE INDEX team_hidden ON team (id) WHERE hidden",
    # The ledger grows almost in the order of time: a few bytes per page find a period.
    "CREATE INDEX ledger_entry_day ON ledger_entry USING brin (day)",
    "CREATE INDEX ledger_entry_when ON ledger_entry USING brin (earned_at)"
    " WITH (pages_per_range = 32, autosummarize = on)",
    "CREATE INDEX challenge_open ON challenge (starts_at) WHERE status IN ('scheduled', 'running')",
)


async def run_statements() -> None:
    for statement in STATEMENTS:
        await TeamTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(run_statements)
    return manager
