"""迁移好的数据目录。A data folder with every migration applied, kept between runs of the tests while the migrations stay as they are."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest
from psycopg import sql

from runtime.addresses import PREFIX
from runtime.local import embedded_postgres
from runtime.local.child_process import free_port
from runtime.local.embedded_postgres import PostgresServer

REPOSITORY = Path(__file__).parent.parent
KEPT = REPOSITORY / "build" / "migrated"
TEMPLATE = "etown_template"


def start(home: Path) -> PostgresServer:
    """Start a server in an empty home that has the migrated database, from what is kept or by migrating and keeping it."""
    kept = KEPT / _described()
    if not kept.exists():
        _keep(home, kept)
    else:
        _copy(kept, home)
    # Not the port of the start before, which every copy remembers.
    return embedded_postgres.start(home, free_port(), durable=False)


def _described() -> str:
    """Return what the folder depends on, as a hash."""
    found = hashlib.sha256(importlib.metadata.version("embedded-postgres").encode())
    for path in sorted((REPOSITORY / "migrations").rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _keep(home: Path, kept: Path) -> None:
    server = embedded_postgres.start(home, durable=False)
    try:
        _migrate(server)
    finally:
        server.stop()
    if server.folder.parent != home.resolve():
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(dir=KEPT))
    _copy(home, draft)
    try:
        draft.rename(kept)
    except OSError:  # another process was quicker
        shutil.rmtree(draft)


def _migrate(server: PostgresServer) -> None:
    with server.connect() as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        check=False,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=os.environ | {PREFIX + "DATABASE_URL": server.url(TEMPLATE)},
    )
    if done.returncode != 0:
        pytest.fail(f"The migrations failed:\n{done.stdout}\n{done.stderr}", pytrace=False)


def _copy(source: Path, target: Path) -> None:
    """Copy a home with its owners: root hands the data to another account."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    for path in source.rglob("*"):
        owner = path.stat()
        os.chown(target / path.relative_to(source), owner.st_uid, owner.st_gid)
