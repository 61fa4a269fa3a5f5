"""Empty every table. Only the owner of the tables can, since the audit log refuses it."""

TRUNCATE_EVERY_TABLE = """
DO $$
DECLARE
    names text := string_agg(format('%I', tablename), ', ') FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'migration';
BEGIN
    ALTER TABLE audit_entry DISABLE TRIGGER USER;
    EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE';
    ALTER TABLE audit_entry ENABLE TRIGGER USER;
END $$
"""
