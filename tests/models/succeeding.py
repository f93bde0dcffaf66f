"""承继。Enterprises that take each other's place, written as their filings leave it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from models.session import Database
from models.tables import Enterprise, Succession

# No enterprise of the sandbox: the check signs are those of GB 32100.
CODES = tuple(f"91110302MA00000{number:02d}X" for number in range(1, 7))


async def enterprises(database: Database, *codes: str) -> None:
    async with database.writing() as session:
        session.add_all(Enterprise(uscc=uscc, name=f"演示{uscc}", kind="enterprise") for uscc in codes)


def succession(predecessor: str, successor: str, *, ground: str = "absorbed") -> Succession:
    return Succession(
        predecessor_uscc=predecessor,
        successor_uscc=successor,
        ground=ground,
        paper="演示合并协议1号",
        effective_on=date(2026, 3, 1),
        filed_by="applicant-yunheng",
        checked_by="officer-sti-1",
        approved_by="approver-sti-1",
        approved_at=datetime(2026, 3, 9, tzinfo=UTC),
    )


async def succeed(database: Database, *pairs: tuple[str, str]) -> None:
    """Have each first take over by each second."""
    async with database.writing() as session:
        session.add_all(succession(*pair) for pair in pairs)
