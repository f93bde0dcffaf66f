-- Run by the owner after every migration: what the roles may do with the tables that are there now. Running it again changes nothing.

BEGIN;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO etown_app, etown_auditor;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO etown_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO etown_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO etown_auditor;

-- The migrations say which tables are append-only, by a trigger of that name. What the trigger refuses, the grant does not even offer.
DO $$
DECLARE append_only regclass;
BEGIN
    FOR append_only IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'append_only' LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM etown_app', append_only);
    END LOOP;
END $$;

REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM etown_app;

COMMIT;
