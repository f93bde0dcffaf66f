"""The page of an enterprise: the newest of each part, with sums of all of it, as far as its reader may see it, in few statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event

from models.queries import enterprise_page as page
from models.session import Database
from models.tables import Application, Clawback, Loan
from policy.actors import Actor, Grant, Role
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.granting import grants
from tests.models.test_caps import application, database
from tests.models.test_closed_subjects import demanded
from tests.policy.baselines import WAN

__all__ = ["database"]

STI = Actor("officer-sti-1", "某人", grants(Role.OFFICER))
ECON = Actor("officer-econ-1", "某人", grants(Role.OFFICER, departments=("econ",)))
AUDITOR = Actor("auditor-1", "某人", (Grant(Role.AUDITOR),))
OWN = Actor("applicant-chenxin", "某人", (Grant(Role.APPLICANT),), CHENXIN)
OTHER = Actor("applicant-yunheng", "某人", (Grant(Role.APPLICANT),), YUNHENG)
SERVED: dict[str, Any] = {"served_at": datetime(2026, 6, 1, tzinfo=UTC), "repayment_days": 30}
CODES = (CHENXIN,)


async def keep(database: Database, *rows: Any) -> None:
    async with database.writing() as session:
        for row in rows:
            session.add(row)
            await session.flush()


def paid(code: str = "science-award", **changes: Any) -> Application:
    award = application(code, 30 * WAN)
    for name, value in {"paid_fen": 30 * WAN, "recovered_fen": 10 * WAN, **changes}.items():
        setattr(award, name, value)
    return award


def owed(award: Application, stage: str, number: str, **changes: Any) -> Clawback:
    row = demanded(award, "error", stage)
    for name, value in {"number": number, "amount_fen": 9 * WAN, "repaid_fen": 2 * WAN, **changes}.items():
        setattr(row, name, value)
    return row


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("reader", "seen"), [(STI, 2), (AUDITOR, 2), (OWN, 2), (ECON, 0), (OTHER, 0)], ids=lambda one: getattr(one, "subject", "")
)
async def test_awards_are_summed_as_far_as_their_reader_may_see_them(database: Database, reader: Actor, seen: int) -> None:
    await keep(database, paid(), paid(), paid(stage="public_notice", paid_fen=0, recovered_fen=0), application("science-award"))
    async with database.reading() as session:
        part = await page.awards(session, reader, CODES)
    assert (len(part.rows), part.total) == (seen, seen)
    assert part.sums == {"awarded_fen": seen * 30 * WAN, "paid_fen": seen * 30 * WAN, "recovered_fen": seen * 10 * WAN}


async def test_sums_are_of_all_when_more_are_there_than_are_shown(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST", 2)
    awards = [paid() for _ in range(3)]
    await keep(database, *awards)
    async with database.reading() as session:
        part = await page.awards(session, STI, CODES)
        cases, under_way = await page.open_cases(session, STI, CODES)
    assert [row.number for row in part.rows] == [awards[2].number, awards[1].number]
    assert (part.total, part.sums["awarded_fen"]) == (3, 90 * WAN)
    assert (list(cases), under_way) == ([], 0)


@pytest.mark.parametrize(
    ("stage", "changes", "sums"),
    [
        ("repayment", SERVED, (9, 2, 0)),
        ("settled", SERVED | {"repaid_fen": 9 * WAN}, (9, 9, 0)),
        ("waived", SERVED, (9, 2, 7)),
        ("closed", SERVED, (9, 2, 7)),
        ("cancelled", SERVED | {"repaid_fen": 0}, (0, 0, 0)),
        ("proposed", {"repaid_fen": 0}, (0, 0, 0)),
    ],
)
async def test_demands_are_summed_by_what_became_of_them(
    database: Database, stage: str, changes: dict[str, Any], sums: tuple[int, int, int]
) -> None:
    award = paid()
    await keep(database, award)
    await keep(database, owed(award, stage, "CB-1", **changes))
    async with database.reading() as session:
        part = await page.demands(session, STI, CODES)
        hidden = await page.demands(session, OWN, CODES)
    assert tuple(fen // WAN for fen in part.sums.values()) == sums
    # Its enterprise reads nothing of what it was not told.
    assert hidden.total == (1 if "served_at" in changes else 0)


async def test_case_is_under_way_until_it_rests_or_is_over(database: Database) -> None:
    award, decided, draft = paid(), application("science-award"), application("science-award")
    draft.stage = "draft"
    shared: dict[str, Any] = {"created_by": "applicant-chenxin", "enterprise_uscc": CHENXIN}
    loan = {"bank": "演示银行", "principal_fen": WAN, "begins_on": datetime(2026, 1, 1, tzinfo=UTC).date(), "purpose": "研发"}
    loans = [
        Loan(
            **shared,
            **loan,
            number=f"LN-{stage}",
            item_code="loan-interest",
            department="comfin",
            stage=stage,
            loan_no=stage,
            loan_key=stage,
            ends_on=datetime(2027, 1, 1, tzinfo=UTC).date(),
            request_key=stage,
            confirmed_by="paper",
        )
        for stage in ("registered", "repaid")
    ]
    await keep(database, award, decided, draft, *loans)
    await keep(database, *(owed(award, stage, number, **SERVED) for stage, number in (("repayment", "CB-1"), ("settled", "CB-2"))))
    async with database.reading() as session:
        for reader, found in ((AUDITOR, {decided.number, "CB-1"}), (OWN, {decided.number, "CB-1"}), (ECON, set()), (OTHER, set())):
            cases, under_way = await page.open_cases(session, reader, CODES)
            assert ({case.number for case in cases}, under_way) == (found, len(found)), reader.subject
        borrowed = await page.borrowed(session, AUDITOR, CODES)
        recognised = await page.recognised(session, AUDITOR, CODES)
    assert ({row.number for row in borrowed.rows}, list(recognised.rows)) == ({"LN-registered", "LN-repaid"}, [])


async def test_part_costs_one_statement_however_much_there_is_of_it(database: Database) -> None:
    awards = [paid() for _ in range(5)]
    await keep(database, *awards)
    await keep(database, *(owed(award, "repayment", f"CB-{place}", **SERVED) for place, award in enumerate(awards)))
    parts = (page.awards, page.demands, page.recognised, page.borrowed, page.given_vouchers, page.commitment, page.open_cases)
    for part in parts:
        async with database.reading() as session:
            with statements() as seen:
                await part(session, STI, CODES)
        assert sum("FROM" in one for one in seen) == 1, part.__name__
