"""Whom the yearly check looks at is one statement over commitments and awards, which are cases both."""

from __future__ import annotations

import pytest

from models.queries import commitment as commitments
from models.session import Database
from tests.models.test_caps import database

__all__ = ["database"]


@pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")
async def test_bound_enterprises_are_read_without_a_table_named_by_the_library(database: Database) -> None:
    async with database.reading() as session:
        assert await commitments.bound_enterprises(session, "", 10) == []
