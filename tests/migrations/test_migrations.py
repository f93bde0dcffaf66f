"""Migrations: up, down, up again, and the tables are what the models say."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest
from psycopg import sql

from runtime.addresses import PREFIX
from runtime.local.embedded_postgres import PostgresServer
from tests.conftest import REPOSITORY


@pytest.fixture
def empty_database_url(postgres_server: PostgresServer) -> Iterator[str]:
    name = f"empty_{uuid.uuid4().hex[:12]}"
    with postgres_server.connect() as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    yield postgres_server.url(name)
    with postgres_server.connect() as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def alembic(url: str, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *command],
        check=False,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=os.environ | {PREFIX + "DATABASE_URL": url},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_schema_is_the_same_after_down_and_up_again(empty_database_url: str) -> None:
    alembic(empty_database_url, "upgrade", "head")
    alembic(empty_database_url, "downgrade", "base")
    alembic(empty_database_url, "upgrade", "head")
    assert "No new upgrade operations detected" in alembic(empty_database_url, "check")


def test_models_and_migrations_agree(database_url: str) -> None:
    assert "No new upgrade operations detected" in alembic(database_url, "check")


def test_migrations_are_one_line(database_url: str) -> None:
    assert len(alembic(database_url, "heads").strip().splitlines()) == 1
