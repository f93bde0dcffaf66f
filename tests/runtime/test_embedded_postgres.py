"""内置 PostgreSQL 的测试。It starts, keeps what it acknowledged through kill -9, and never outlives its parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from runtime.local import embedded_postgres
from runtime.local.child_process import StartError
from runtime.local.embedded_postgres import PostgresServer


@pytest.fixture
def servers() -> Iterator[list[PostgresServer]]:
    """Servers a test started: stopped whatever happens."""
    started: list[PostgresServer] = []
    yield started
    for server in started:
        server.stop()


def test_acknowledged_commits_survive_kill_9(home: Path, servers: list[PostgresServer]) -> None:
    server = embedded_postgres.start(home)
    servers.append(server)
    with server.connect("etown") as connection:
        connection.execute("create table numbers (n int primary key)")
    for _round in range(3):
        acknowledged = _write_until_killed(server)
        server = embedded_postgres.start(home)
        servers.append(server)
        with server.connect("etown") as connection:
            stored = {row[0] for row in connection.execute("select n from numbers")}
        assert acknowledged
        assert acknowledged <= stored


def _write_until_killed(server: PostgresServer) -> set[int]:
    acknowledged: set[int] = set()

    def write() -> None:
        with server.connect("etown") as connection:
            row = connection.execute("select coalesce(max(n), 0) + 1 from numbers").fetchone()
            assert row
            next_number = int(row[0])
            while True:
                connection.execute("insert into numbers values (%s)", [next_number])
                acknowledged.add(next_number)
                next_number += 1

    def write_until_it_breaks() -> None:
        with pytest.raises(psycopg.Error):
            write()

    writer = threading.Thread(target=write_until_it_breaks)
    writer.start()
    time.sleep(0.5)
    server.process.kill()
    # Its sessions go on a moment without it, and it is not yet reaped: both are the next start's business.
    writer.join(30)
    return acknowledged


def test_a_stranger_without_the_password_is_refused(postgres_server: PostgresServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=postgres_server.port, user="etown", password="guess", dbname="etown")


def test_it_listens_on_loopback_alone_and_checks_its_pages(postgres_server: PostgresServer) -> None:
    with postgres_server.connect() as connection:
        row = connection.execute("select current_setting('listen_addresses'), current_setting('data_checksums')").fetchone()
    assert row == ("127.0.0.1", "on")


def test_a_taken_port_is_named_and_nothing_is_started(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=str(port)):
            embedded_postgres.start(home, port)
    assert not (home / "postgres/data").exists()


def test_a_second_server_on_the_same_data_is_refused(home: Path, servers: list[PostgresServer], monkeypatch: pytest.MonkeyPatch) -> None:
    servers.append(embedded_postgres.start(home, durable=False))
    monkeypatch.setattr(embedded_postgres, "LEFTOVER_SECONDS", 0.2)
    with pytest.raises(StartError, match=f"process {servers[0].process.pid}"):
        embedded_postgres.start(home)


def test_the_password_is_for_its_owner_alone(home: Path, servers: list[PostgresServer]) -> None:
    servers.append(embedded_postgres.start(home, durable=False))
    assert (home / "postgres.json").stat().st_mode & 0o777 == 0o600
    assert not list(home.rglob("initial-password"))


def test_it_ends_with_a_parent_that_was_killed_and_starts_again(home: Path, servers: list[PostgresServer]) -> None:
    program = f"""
import time
from collections.abc import Iterator
from pathlib import Path
from runtime.local import embedded_postgres
server = embedded_postgres.start(Path({str(home)!r}))
print(server.process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    postmaster = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    started = time.monotonic()
    servers.append(embedded_postgres.start(home))
    assert time.monotonic() - started < embedded_postgres.LEFTOVER_SECONDS
    assert not postmaster.is_running() or postmaster.status() == psutil.STATUS_ZOMBIE


def test_the_lock_file_of_a_zombie_is_no_obstacle(home: Path, servers: list[PostgresServer]) -> None:
    server = embedded_postgres.start(home, durable=False)
    os.kill(server.process.pid, signal.SIGKILL)
    assert (home / "postgres/data/postmaster.pid").exists()
    servers.append(embedded_postgres.start(home, durable=False))  # the first was never waited for
    server.process.wait()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_a_home_the_server_cannot_reach_gets_its_data_elsewhere_and_says_so(
    home: Path, servers: list[PostgresServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, elsewhere = home / "closed", home / "elsewhere"
    closed.mkdir(mode=0o700)
    elsewhere.mkdir()
    monkeypatch.setattr(embedded_postgres, "STATE_FOLDER", elsewhere)
    servers.append(embedded_postgres.start(closed / "home", durable=False))
    assert servers[0].folder.parent == elsewhere
    assert str(elsewhere) in servers[0].note
    servers[0].stop()
    servers.append(embedded_postgres.start(closed / "home", durable=False))
    assert servers[1].folder == servers[0].folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_programs_the_server_cannot_read_are_copied(home: Path, servers: list[PostgresServer], monkeypatch: pytest.MonkeyPatch) -> None:
    readable = embedded_postgres._Account.can
    monkeypatch.setattr(embedded_postgres._Account, "can", lambda self, *command: "--version" not in command and readable(self, *command))
    monkeypatch.setattr(embedded_postgres, "CACHE_FOLDER", home / "cache")
    servers.append(embedded_postgres.start(home, durable=False))
    assert Path(psutil.Process(servers[0].process.pid).exe()).is_relative_to(home / "cache")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else; an ordinary user runs all the other tests")
def test_it_works_for_an_ordinary_user(home: Path, postgres_server: PostgresServer) -> None:
    os.chown(home, 65534, 65534)
    # The interpreter may be one that only root can read: it becomes the other user once all is loaded, the first connection included.
    program = f"""
import os
from pathlib import Path
import psycopg
from runtime.local import embedded_postgres
psycopg.connect({postgres_server.url("postgres").replace("+psycopg", "")!r}).close()
os.setgroups([]); os.setgid(65534); os.setuid(65534)
server = embedded_postgres.start(Path({str(home)!r}), durable=False)
print(server.connect("etown").execute("select 'answered'").fetchone()[0])
server.stop()
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True, cwd="/")
    assert done.stdout == "answered\n", done.stderr
    assert (home / "postgres/data").stat().st_uid == 65534
