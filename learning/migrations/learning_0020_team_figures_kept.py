"""Note changes of people where they happen, and index what the lists read."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T20:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "Changes of teams, and indexes of the lists"

STATEMENTS = (
    "CREATE INDEX progress_unfolded ON progress (person) WHERE unfolded",
    "CREATE INDEX person_without_group ON person (team)"
    " WHERE counted_with IS NULL AND erased_at IS NULL AND role <> 'admin'",
    "CREATE INDEX person_without_key ON person (id) WHERE name_key IS NULL",
    "CREATE INDEX person_by_name ON person (lower(name), id) WHERE erased_at IS NULL",
    "CREATE INDEX person_of_team_by_name ON person (team, lower(name), id) WHERE erased_at IS NULL",
    "CREATE INDEX group_knowledge_of_concept ON group_knowledge (concept, kind)",
    "CREATE INDEX team_knowledge_age ON team_knowledge (oldest_day) WHERE kind = 'sure_wrong'",
    "CREATE INDEX team_of_parent ON team (parent)",
    "CREATE INDEX team_change_of_team ON team_change (team)",
    # A key that does not belong to the name any more is dropped, whatever changed the name.
    """
    CREATE FUNCTION drop_old_name_keys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.name IS DISTINCT FROM OLD.name AND NEW.name_key IS NOT DISTINCT FROM OLD.name_key
        OR NEW.alias IS DISTINCT FROM OLD.alias
          AND NEW.alias_key IS NOT DISTINCT FROM OLD.alias_key
      THEN NEW.name_key := NULL; NEW.alias_key := NULL;
      END IF;
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER person_name_keys BEFORE UPDATE OF name, alias ON person"
    " FOR EACH ROW EXECUTE FUNCTION drop_old_name_keys()",
    # The worker counts the figures of these teams anew.
    """
    CREATE FUNCTION note_new_people() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO team_change (team) SELECT DISTINCT team FROM added;
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER person_added AFTER INSERT ON person REFERENCING NEW TABLE AS added"
    " FOR EACH STATEMENT EXECUTE FUNCTION note_new_people()",
    """
    CREATE FUNCTION note_changed_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO team_change (team) SELECT DISTINCT team
      FROM unnest(ARRAY[OLD.team, NEW.team, OLD.counted_with, NEW.counted_with]) AS team
      WHERE team IS NOT NULL;
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER person_changed AFTER UPDATE"
    " OF team, role, erased_at, counted_with, work_days, minutes ON person FOR EACH ROW WHEN ("
    "(OLD.team, OLD.role, OLD.erased_at, OLD.counted_with, OLD.work_days, OLD.minutes)"
    " IS DISTINCT FROM"
    " (NEW.team, NEW.role, NEW.erased_at, NEW.counted_with, NEW.work_days, NEW.minutes))"
    " EXECUTE FUNCTION note_changed_person()",
    """
    CREATE FUNCTION note_changed_week() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO team_change (team) VALUES (NEW.id);
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER team_changed AFTER UPDATE OF work_days ON team FOR EACH ROW"
    " WHEN (OLD.work_days IS DISTINCT FROM NEW.work_days) EXECUTE FUNCTION note_changed_week()",
    """
    CREATE FUNCTION note_changed_days() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO team_change (team)
      SELECT DISTINCT p.team FROM changed JOIN person p ON p.id = changed.person;
      RETURN NULL;
    END $$
    """,
    *(
        f"CREATE TRIGGER rota_day_{event.lower()} AFTER {event} ON rota_day"
        f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT"
        " EXECUTE FUNCTION note_changed_days()"
        for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ),
)


async def run_statements() -> None:
    for statement in STATEMENTS:
        await TeamTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(run_statements)
    return manager
