"""数据库角色的测试。The scripts that the compose file runs on PostgreSQL, run on a real one: what each role may and may not do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from models.queries import health
from models.queries.health import unfitness
from runtime.addresses import PREFIX
from runtime.local import embedded_postgres
from runtime.local.embedded_postgres import PostgresServer

REPOSITORY = Path(__file__).parent.parent.parent
SCRIPTS = REPOSITORY / "docker" / "postgres"
PSQL = str(files("embedded_postgres") / "pginstall" / "bin" / "psql")
ROLES = ("postgres_owner_password", "postgres_app_password", "postgres_auditor_password", "temporal_password")


def run_script(script: str, url: str, secrets: Path) -> None:
    command = [PSQL, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(SCRIPTS / script), url]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ | {"SECRETS_DIR": str(secrets)})
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL whose roles and grants were made by the scripts, with every migration applied by the owner."""
    with TemporaryDirectory(prefix="etown-test-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = embedded_postgres.start(home / "server", durable=False)
        secrets = home / "secrets"
        secrets.mkdir()
        for name in ROLES:
            (secrets / name).write_text(f"it's {name}")
        with server.connect() as connection:
            connection.execute("DROP DATABASE etown")
        run_script("roles.sql", server.url("postgres").replace("+psycopg", ""), secrets)
        owner = f"postgresql://etown_owner:it%27s%20postgres_owner_password@127.0.0.1:{server.port}/etown"
        migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(migrate, check=True, capture_output=True, cwd=REPOSITORY, env=os.environ | {PREFIX + "DATABASE_URL": owner})
        for _ in range(2):
            run_script("grants.sql", owner, secrets)
        yield server
        server.stop()


def connect(server: PostgresServer, role: str, database: str = "etown") -> psycopg.Connection[tuple[object, ...]]:
    secret = "temporal_password" if role == "temporal" else f"postgres_{role.removeprefix('etown_')}_password"
    return psycopg.connect(host="127.0.0.1", port=server.port, user=role, password=f"it's {secret}", dbname=database, autocommit=True)


def refused(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> bool:
    try:
        connection.execute(statement)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction):
        return True
    return False


def test_the_app_may_add_to_an_append_only_table_and_not_change_it(server: PostgresServer) -> None:
    with connect(server, "etown_app") as app:
        assert not refused(app, "INSERT INTO audit_events (key) SELECT 'k' WHERE false")
        for table in ("audit_events", "ledger_transfers", "assessments"):
            assert refused(app, f"DELETE FROM {table}")  # noqa: S608 - names of this file
        assert refused(app, "UPDATE audit_events SET event = 'accepted'")
        assert refused(app, "TRUNCATE audit_events")


def test_the_app_may_change_what_changes(server: PostgresServer) -> None:
    with connect(server, "etown_app") as app:
        assert not refused(app, "UPDATE cases SET held = false WHERE false")
        assert not refused(app, "DELETE FROM idempotency_records WHERE false")
        assert not refused(app, "SELECT nextval('application_numbers')")


def test_the_app_may_not_change_the_schema(server: PostgresServer) -> None:
    with connect(server, "etown_app") as app:
        assert refused(app, "CREATE TABLE mine (id int)")
        assert refused(app, "ALTER TABLE audit_events DISABLE TRIGGER append_only")
        assert refused(app, "UPDATE alembic_version SET version_num = '0001'")


def test_the_auditor_reads_everything_and_writes_nothing(server: PostgresServer) -> None:
    with connect(server, "etown_auditor") as auditor:
        tables = auditor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert len(tables) > 10
        for (table,) in tables:
            assert not refused(auditor, f"SELECT * FROM {table} LIMIT 0")  # noqa: S608 - names from the catalogue
        assert refused(auditor, "INSERT INTO calendar_years (year, document_no, imported_by) VALUES (2100, 'x', 'x')")
        auditor.execute("SET default_transaction_read_only = off")
        assert refused(auditor, "UPDATE cases SET held = false")


def test_temporal_has_databases_of_its_own_and_no_way_into_ours(server: PostgresServer) -> None:
    with connect(server, "temporal", "temporal") as temporal:
        assert not refused(temporal, "CREATE TABLE schema_version (version text)")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(server, "temporal", "etown")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(server, "etown_app", "temporal")


@pytest.mark.parametrize(("role", "fault"), [("etown_app", None), ("etown_auditor", None), ("etown_owner", "owns the tables")])
def test_database_may_be_served_only_by_a_role_that_owns_nothing(server: PostgresServer, role: str, fault: str | None) -> None:
    url = f"postgresql+psycopg://{role}:it%27s%20postgres_{role.removeprefix('etown_')}_password@127.0.0.1:{server.port}/etown"
    said = unfitness(url)
    assert len(said) == (0 if fault is None else 1)
    assert all(str(fault) in line for line in said)


def test_database_may_not_be_served_when_it_is_encoded_otherwise(server: PostgresServer) -> None:
    with server.connect() as connection:
        connection.execute("CREATE DATABASE plain TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'")
    assert unfitness(server.url("plain")) == ["the database is encoded as SQL_ASCII: UTF8 is needed"]


def test_database_may_not_be_served_when_its_server_is_too_old(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "OLDEST_SERVER", health.OLDEST_SERVER + 1)
    url = f"postgresql+psycopg://etown_app:it%27s%20postgres_app_password@127.0.0.1:{server.port}/etown"
    assert unfitness(url) == [f"PostgreSQL is of version {health.OLDEST_SERVER - 1}: {health.OLDEST_SERVER} or newer is needed"]


def test_database_that_does_not_answer_is_waited_for(server: PostgresServer) -> None:
    assert unfitness(server.url("nowhere")) == []
