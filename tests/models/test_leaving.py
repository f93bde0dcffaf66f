"""备案与拨付。Which filed changes stand before a new award of their enterprise, and what no row may say: released by one person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from models.queries import conduct
from models.session import Database
from models.tables import Breach, ChangeFiling, Commitment, CommitmentCheck, Enterprise
from sandbox.enterprises import CHENXIN, YUNHENG

NOW = datetime.now(UTC)
DECIDED: dict[str, Any] = {
    "state": "approved_without_repayment",
    "proposed_by": "officer-bizcoop-1",
    "decided_by": "approver-bizcoop-1",
    "decided_at": NOW,
}
OWED = [{"award": "BDA-2026-05-000001", "amount_fen": 1}]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    yield found
    await found.close()


async def bound(database: Database) -> Commitment:
    async with database.writing() as session:
        session.add_all(Enterprise(uscc=uscc, name=uscc, kind="enterprise") for uscc in (CHENXIN, YUNHENG))
        await session.flush()
        row = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage="in_force")
        session.add(row)
    return row


def filing(row: Commitment, **changes: Any) -> ChangeFiling:
    given = {"kind": "relocation", "state": "filed", "planned_on": date(2027, 1, 1), "filed_at": NOW} | changes
    return ChangeFiling(commitment_id=row.id, enterprise_uscc=CHENXIN, description="迁出", filed_by="applicant-chenxin", **given)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, [False]),
        ({"kind": "deregistration"}, [False]),
        ({"state": "correction"}, [False]),
        ({"kind": "tax_registration"}, []),
        ({"kind": "tax_registration", "state": "proposed", "demands": OWED}, [False]),
        (DECIDED, [True]),
        (DECIDED | {"took_effect_at": NOW}, []),
        ({"state": "withdrawn", "decided_at": NOW}, []),
        ({"state": "received", "filed_at": None}, []),
    ],
)
async def test_filing_is_shown_before_payment_while_it_would_end_what_binds(
    database: Database, changes: dict[str, Any], shown: list[bool]
) -> None:
    row = await bound(database)
    async with database.writing() as session:
        session.add(filing(row, **changes))
    async with database.reading() as session:
        leaving = (await conduct.of(session, CHENXIN, NOW.date())).leaving
        assert [one["decided"] for one in leaving] == shown
        assert [one["planned_on"] for one in leaving] == ["2027-01-01"] * len(shown)
        assert (await conduct.of(session, YUNHENG, NOW.date())).leaving == ()


@pytest.mark.parametrize(
    "changes",
    [
        DECIDED | {"decided_by": "officer-bizcoop-1"},
        DECIDED | {"proposed_by": None},
        DECIDED | {"state": "approved_with_repayment", "decided_by": None},
        {"took_effect_at": NOW},
    ],
)
async def test_filing_is_not_kept_as_decided_when_one_person_decided_it(database: Database, changes: dict[str, Any]) -> None:
    row = await bound(database)
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(filing(row, **changes))


async def test_second_open_filing_of_a_move_is_not_kept(database: Database) -> None:
    row = await bound(database)
    async with database.writing() as session:
        session.add_all([filing(row), filing(row, kind="other"), filing(row, kind="other"), filing(row, kind="statistics")])
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(filing(row, **DECIDED))


@pytest.mark.parametrize("closed_by", [None, "officer-bizcoop-1"])
async def test_breach_is_not_kept_as_let_go_when_one_person_let_it_go(database: Database, closed_by: str | None) -> None:
    row = await bound(database)
    async with database.writing() as session:
        check = CommitmentCheck(year=2026, run="r", enterprise_uscc=CHENXIN, answers={}, failures=["taxed_in_area"], checked_at=NOW)
        session.add(check)
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(
                Breach(
                    commitment_id=row.id,
                    cause="move_found",
                    check_id=check.id,
                    failures=["taxed_in_area"],
                    breach_on=date(2026, 4, 1),
                    opened_at=NOW,
                    outcome="unfounded",
                    closed_at=NOW,
                    closing_proposed_by="officer-bizcoop-1",
                    closed_by=closed_by,
                )
            )
