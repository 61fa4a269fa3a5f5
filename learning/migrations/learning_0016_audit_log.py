"""Make the audit log append-only, and index what is searched.

It is a migration of its own, since Piccolo runs SQL before it alters the columns of a migration.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T15:20:08:316204"
VERSION = "1.38.0"
DESCRIPTION = "The append-only audit log"

GUARD = """
CREATE FUNCTION guard_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- An entry goes when it is two years old, by the clock of the database.
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '730 days' THEN
            RETURN OLD;
        END IF;
    -- Words by or about a person go in the transaction that erases the person: the login becomes
    -- that of somebody who left, and parts of the detail are taken out. Nothing is added.
    ELSIF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.at, NEW.verb) = (OLD.id, OLD.at, OLD.verb)
            AND NEW.person IS NOT DISTINCT FROM OLD.person
            AND NEW.detail <@ OLD.detail
            AND EXISTS (
                SELECT FROM person
                WHERE erased_at IS NOT NULL AND xmin = pg_current_xact_id()::xid
                    AND (login = NEW.subject OR (id = OLD.person AND NEW.subject = OLD.subject))
            )
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""
STATEMENTS = (
    # Entries have no texts of challenges, and no logins but as their subject.
    "UPDATE audit_entry SET detail = detail - 'title' WHERE verb = 'launch_challenge'",
    "UPDATE audit_entry SET detail = jsonb_build_object('fields',"
    "   (SELECT COALESCE(jsonb_agg(key), '[]') FROM jsonb_object_keys(detail) AS key))"
    " || (detail - ARRAY['title', 'vision', 'message', 'reward', 'leaders', 'stages', 'settle'])"
    " WHERE verb = 'edit_challenge' AND NOT detail ? 'fields'",
    GUARD,
    "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry"
    " FOR EACH ROW EXECUTE FUNCTION guard_audit_entry()",
    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION guard_audit_entry()",
    # Entries are added in the order of time, so a few bytes per page find the old ones.
    "CREATE INDEX audit_entry_age ON audit_entry USING brin (at)",
    # A search takes the newest entries of each verb, of all people or of one.
    "CREATE INDEX audit_entry_by_verb ON audit_entry (verb, at, id)",
    "CREATE INDEX audit_entry_by_person ON audit_entry (person, verb, at, id)",
    "CREATE INDEX audit_entry_by_subject ON audit_entry (subject, verb, at, id)",
    # The words of reasons and names, as `learning.queries.people.audit_matches` searches them.
    "CREATE INDEX audit_entry_words ON audit_entry USING gin (to_tsvector('simple',"
    " COALESCE(detail ->> 'reason', '') || ' ' || COALESCE(detail ->> 'name', '')))"
    " WHERE detail ?| ARRAY['reason', 'name']",
    "CREATE INDEX person_words ON person USING gin (to_tsvector('simple', name || ' ' || login))",
)


async def run_statements() -> None:
    for statement in STATEMENTS:
        await TeamTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(run_statements)
    return manager
