"""What support was got by fraud for is closed to its enterprise, however its number is written, under every item; nothing else is."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from models.queries import likeness
from models.queries.application import Closing, closings_of, require_open_subject
from models.session import Database
from models.tables import Application, Clawback, LikenessAnswer
from policy.errors import Refusal
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.models.succeeding import succeed
from tests.models.test_caps import application, database
from tests.models.test_same_subject import BANK
from tests.policy.baselines import WAN
from tests.policy.test_subjects import SPELLINGS, WRITTEN

__all__ = ["database"]
DEMAND = "CB-1"


def demanded(award: Application, cause: str, stage: str) -> Clawback:
    """Return a demand for the whole of an award."""
    return Clawback(
        number=DEMAND,
        item_code=award.item_code,
        department=award.department,
        created_by="officer-sti-1",
        stage=stage,
        application_id=award.id,
        enterprise_uscc=award.enterprise_uscc,
        cause=cause,
        reckoning={},
        amount_fen=award.award_fen or 0,
        asked_by="officer-sti-1",
        request_key=str(uuid.uuid4()),
    )


async def closed(
    database: Database, asked: Application, award: Application, *, said: bool | None = None, cause: str = "fraud", stage: str = "settled"
) -> bool:
    """Tell whether an application is refused for good for a demand on an earlier award that was paid back; and what an officer said."""
    found = await refusal(database, asked, award, said=said, cause=cause, stage=stage)
    assert found is None or (found.code, DEMAND in found.detail.zh) == ("subject_closed", True)
    return found is not None


async def refusal(
    database: Database, asked: Application, award: Application, *, said: bool | None = None, cause: str = "fraud", stage: str = "settled"
) -> Refusal | None:
    """Return how an application is refused for a demand on an earlier award, all of which came back; None if it is not."""
    award.recovered_fen = award.paid_fen = award.award_fen or 0
    async with database.writing() as session:
        session.add_all([award, asked])
        await session.flush()
        session.add(demanded(award, cause, stage))
        if said is not None:
            subjects = {"subject": asked.subject, "other_subject": award.subject}
            answered = {"same": said, "reason": "已核对原件", "answered_by": "officer-sti-1"}
            session.add(LikenessAnswer(application_id=asked.id, other_id=award.id, **subjects, **answered))
    async with database.reading() as session:
        same = [answer.other.id for answer in await likeness.answers(session, asked) if answer.same]
        try:
            await require_open_subject(session, asked, same)
        except Refusal as refused:
            return refused
    return None


@pytest.mark.parametrize("written", SPELLINGS)
async def test_subject_is_closed_however_its_number_is_spelt(database: Database, written: str) -> None:
    award = application("science-award", 30 * WAN, certificate_no=WRITTEN)
    assert await closed(database, application("science-award", certificate_no=written), award)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("innovation-centre", {"awarding_body": "演示授予单位"}),
        ("relocation-equipment", {}),
        ("tech-insurance", {"insurer": "演示保险公司"}),
        ("first-set", {"recognising_body": "演示机构"}),
        ("innovation-voucher", {}),
        ("patent-pool", {}),
        ("tech-transfer", {}),
        ("rd-growth", {}),
        ("first-above-scale", {}),
    ],
)
async def test_subject_of_every_kind_is_closed(database: Database, code: str, facts: dict[str, Any]) -> None:
    assert await closed(database, application(code, **facts), application(code, WAN, **facts))


@pytest.mark.parametrize(("first", "second"), [("loan-interest", "plan-interest"), ("plan-interest", "loan-interest")])
async def test_loan_is_closed_under_either_clause(database: Database, first: str, second: str) -> None:
    award = application(first, WAN, loan_no="HT〔2025〕7号", **BANK)
    assert await closed(database, application(second, loan_no="ht[2025] 7号", **BANK), award)


@pytest.mark.parametrize("code", ["loan-interest", "plan-interest"])
@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026-01-01/2026-06-30", True),
        ("2026-03-01/2026-03-31", True),
        ("2025-07-01/2026-01-01", True),
        ("2026-06-30/2026-12-31", True),
        ("2025-07-01/2025-12-31", False),
        ("2026-07-01/2026-12-31", False),
    ],
)
async def test_loan_is_closed_for_the_days_that_were_claimed_by_fraud_and_for_no_others(
    database: Database, code: str, period: str, *, expected: bool
) -> None:
    award = application("loan-interest", WAN, loan_no="HT〔2025〕7号", period="2026-01-01/2026-06-30", **BANK)
    assert await closed(database, application(code, loan_no="HT〔2025〕7号", period=period, **BANK), award) is expected


@pytest.mark.parametrize(("said", "expected"), [(True, True), (False, False), (None, False)])
async def test_loan_whose_number_looks_alike_is_closed_when_an_officer_says_that_it_is_the_same(
    database: Database, *, said: bool | None, expected: bool
) -> None:
    award = application("loan-interest", WAN, loan_no="HT2026-1", **BANK)
    assert await closed(database, application("loan-interest", loan_no="HT2026-l", **BANK), award, said=said) is expected


@pytest.mark.parametrize(("said", "expected"), [(True, True), (False, False), (None, False)])
async def test_number_that_looks_alike_is_closed_when_an_officer_says_that_it_is_the_same(
    database: Database, *, said: bool | None, expected: bool
) -> None:
    award = application("science-award", 30 * WAN, certificate_no="京科2026-1")
    assert await closed(database, application("science-award", certificate_no="京科2026-l"), award, said=said) is expected


@pytest.mark.parametrize("code", ["science-award", "relocation-equipment", "first-set"])
@pytest.mark.parametrize(("said", "expected"), [(True, True), (False, False), (None, False)])
async def test_number_that_another_enterprise_got_support_for_by_fraud_is_closed_when_an_officer_says_that_it_is_the_same(
    database: Database, code: str, *, said: bool | None, expected: bool
) -> None:
    award = application(code, 30 * WAN, uscc=YUNHENG)
    assert await closed(database, application(code), award, said=said) is expected


@pytest.mark.parametrize(("said", "expected"), [(True, True), (False, False), (None, False)])
@pytest.mark.parametrize(("first", "second"), [("relocation-equipment", "talent-startup"), ("core-technology", "relocation-equipment")])
async def test_project_is_closed_under_another_item_when_an_officer_says_that_it_is_the_same(
    database: Database, first: str, second: str, *, said: bool | None, expected: bool
) -> None:
    assert await closed(database, application(second), application(first, WAN), said=said) is expected


async def test_project_that_a_register_keeps_is_open_to_another_enterprise_when_its_support_was_got_by_fraud(database: Database) -> None:
    assert not await closed(database, application("state-project-match"), application("state-project-match", WAN, uscc=YUNHENG))


async def test_subject_is_closed_to_whoever_took_the_place_of_the_enterprise(database: Database) -> None:
    await succeed(database, (YUNHENG, CHENXIN))
    assert await closed(database, application("science-award"), application("science-award", 30 * WAN, uscc=YUNHENG))


@pytest.mark.parametrize("stage", ["proposed", "noticed", "objection"])
async def test_award_waits_and_nothing_is_said_of_fraud_while_the_demand_may_come_to_nothing(database: Database, stage: str) -> None:
    found = await refusal(database, application("science-award"), application("science-award", WAN), stage=stage)
    assert found is not None
    assert (found.code, DEMAND in str(found.detail), "骗取" in found.detail.zh) == ("award_pending", False, False)


@pytest.mark.parametrize("stage", ["instalments", "repayment", "enforcement", "settled", "waived", "closed"])
async def test_subject_is_closed_while_and_after_the_demand_stands(database: Database, stage: str) -> None:
    assert await closed(database, application("science-award"), application("science-award", WAN), stage=stage)


@pytest.mark.parametrize(
    ("cause", "stage"),
    [("error", "settled"), ("breach", "settled"), ("correction", "settled"), ("fraud", "cancelled")],
)
async def test_subject_is_open_when_the_demand_was_for_another_cause_or_fell_away(database: Database, cause: str, stage: str) -> None:
    assert not await closed(database, application("science-award"), application("science-award", WAN), cause=cause, stage=stage)


@pytest.mark.parametrize("changes", [{"certificate_no": "另一证书"}, {"prize": "beijing_sci_tech_progress"}])
async def test_another_subject_of_the_same_enterprise_is_open(database: Database, changes: dict[str, Any]) -> None:
    assert not await closed(database, application("science-award", **changes), application("science-award", WAN))


@pytest.mark.parametrize(("whose", "is_own"), [(CHENXIN, True), (YUNHENG, False)])
async def test_closing_is_own_only_when_the_award_was_the_applicants(database: Database, whose: str, *, is_own: bool) -> None:
    asked, award = application("science-award"), application("science-award", 30 * WAN, uscc=whose)
    assert await closed(database, asked, award, said=True)
    async with database.reading() as session:
        assert (await closings_of(session, asked, [award.id])).closed == Closing(DEMAND, is_own)


async def test_closing_is_not_own_when_the_award_was_of_whose_place_the_applicant_took(database: Database) -> None:
    await succeed(database, (YUNHENG, CHENXIN))
    asked = application("science-award")
    assert await closed(database, asked, application("science-award", 30 * WAN, uscc=YUNHENG))
    async with database.reading() as session:
        assert (await closings_of(session, asked, [])).closed == Closing(DEMAND, is_own=False)


async def test_closing_is_own_when_another_got_the_same_by_fraud_before(database: Database) -> None:
    asked, own, others = (
        application("science-award"),
        application("science-award", 30 * WAN),
        application("science-award", WAN, uscc=YUNHENG),
    )
    async with database.writing() as session:
        session.add_all([asked, own, others])
        await session.flush()
        demands = {"CB-1": others, "CB-2": own}
        for number, award in demands.items():
            demand = demanded(award, "fraud", "settled")
            demand.number = number
            session.add(demand)
    async with database.reading() as session:
        assert (await closings_of(session, asked, [others.id])).closed == Closing("CB-2", is_own=True)
