"""承继。Enterprises that take each other's place, written as their filings leave it."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

from models.session import Database
from models.tables import Enterprise, Succession, SuccessionFiling

# No enterprise of the sandbox: the check signs are those of GB 32100.
CODES = tuple(f"91110302MA00000{number:02d}X" for number in range(1, 7))


async def enterprises(database: Database, *codes: str) -> None:
    async with database.writing() as session:
        session.add_all(Enterprise(uscc=uscc, name=f"演示{uscc}", kind="enterprise") for uscc in codes)


def filing(predecessor: str, successor: str, *, stage: str = "effective", department: str = "bizcoop") -> SuccessionFiling:
    number = uuid.uuid4()
    return SuccessionFiling(
        id=number,
        number=f"SU-{number.hex}",
        department=department,
        created_by="applicant-yunheng",
        stage=stage,
        predecessor_uscc=predecessor,
        successor_uscc=successor,
        ground="absorbed",
        paper="演示合并协议1号",
        effective_on=date(2026, 3, 1),
        request_key=number.hex,
    )


def succession(filed: SuccessionFiling) -> Succession:
    return Succession(
        predecessor_uscc=filed.predecessor_uscc,
        successor_uscc=filed.successor_uscc,
        ground=filed.ground,
        paper=filed.paper,
        effective_on=filed.effective_on,
        filed_by=filed.created_by,
        checked_by="officer-sti-1",
        approved_by="approver-sti-1",
        approved_at=datetime(2026, 3, 9, tzinfo=UTC),
        filing_id=filed.id,
    )


async def succeed(database: Database, *pairs: tuple[str, str]) -> None:
    """Have each first take over by each second."""
    filed = [filing(*pair) for pair in pairs]
    async with database.writing() as session:
        session.add_all(filed)
        await session.flush()
        session.add_all(succession(one) for one in filed)
