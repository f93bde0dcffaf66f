"""What an item asks about being recognised comes from the register, as of the day of the matter; where it is silent, nothing is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Application, Assessment, ImplementingRule, Verification
from policy.judging.recognised import KINDS
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import OFFICER, Case, Office
from tests.office.register import SINCE, entry
from tests.policy.baselines import VALUES
from tests.workflows.letters import letters_of

NOT_ITS_OWN: dict[str, Any] = {"pool_recognised": False, "recognised": False, "plan": "none", "recognised_first_set": False}
# The day of the matter of whatever an office applies for.
MATTER = date(2026, 3, 1)


async def enter(
    office: Office, kind: str, number: str | None = None, uscc: str = CHENXIN, *, since: date = SINCE, until: date | None = None
) -> None:
    async with office.database.writing() as session:
        session.add(await entry(session, KINDS[kind], uscc, number, since=since, until=until))


async def applied(office: Office, item: str, **facts: Any) -> Case:
    """Apply for an item of which nothing is entered but what a test has entered, and have it accepted."""
    if values := VALUES.get(item):
        rule = {"effective_from": date(2022, 1, 14), "values": values, "document_no": "演示细则1号"}
        await office.add(ImplementingRule(item_code=item, entered_by="officer-sti-1", approved_by="officer-sti-2", **rule))
    case = await office.apply_for(item, facts=NOT_ITS_OWN | facts)
    await case.answer("acceptance", OFFICER, decision="accepted")
    return case


async def failures(office: Office, case: Case) -> list[str]:
    query = select(Verification).where(Verification.application_id == case.id)
    return [failure["code"] for failure in (await office.all(query))[-1].failures]


@pytest.mark.parametrize(
    ("item", "condition", "said"),
    [
        ("patent-pool", "pool_recognised", "该专利池未经认定"),
        ("offshore-centre", "recognised", "该中心未经认定"),
        ("plan-rent", "plan_member", "未纳入第（十）条规定的创新成长计划或者创新伙伴计划"),
        ("first-set", "recognised_first_set", "不属于第（十三）条规定的经认定的首台（套）项目"),
    ],
)
async def test_application_is_refused_with_its_condition_when_the_register_is_silent(
    skipping: Office, item: str, condition: str, said: str
) -> None:
    case = await applied(skipping, item)
    await case.reach("refused")
    assert await failures(skipping, case) == [condition]
    assert said in (await letters_of(case))[-1][1]


@pytest.mark.parametrize(
    ("since", "until", "stage"),
    [
        (SINCE, None, "review"),
        (MATTER, MATTER, "review"),
        (date(2026, 3, 2), None, "refused"),
        (SINCE, date(2026, 2, 28), "refused"),
    ],
)
async def test_entry_counts_when_it_stands_on_the_day_of_the_matter(skipping: Office, since: date, until: date | None, stage: str) -> None:
    await enter(skipping, "patent_pool", "P-7", since=since, until=until)
    case = await applied(skipping, "patent-pool", pool_no="p－7")
    await case.reach(stage)


@pytest.mark.parametrize(
    ("item", "kind", "number", "stage"),
    [("patent-pool", "patent_pool", "pool_no", "review"), ("offshore-centre", "offshore_centre", "centre_no", "refused")],
)
async def test_entry_of_another_counts_where_whoever_names_it_may(skipping: Office, item: str, kind: str, number: str, stage: str) -> None:
    await enter(skipping, kind, "N-7", uscc=YUNHENG)
    case = await applied(skipping, item, **{number: "N-7"})
    await case.reach(stage)


async def test_number_of_another_entry_is_no_recognition(skipping: Office) -> None:
    await enter(skipping, "patent_pool", "P-7")
    case = await applied(skipping, "patent-pool", pool_no="P-8")
    await case.reach("refused")


async def test_member_is_in_the_plan_that_the_register_says_and_its_subject_is_known_by_it(skipping: Office) -> None:
    await enter(skipping, "plan_partner")
    case = await applied(skipping, "plan-rent")
    row: Application = await case.reach("review")
    assert row.facts["plan"] == "partner"
    assert row.provenance["plan"]["by"] == "recognitions"
    assert row.subject is not None
    assert row.subject.startswith("partner/")


async def test_award_is_nothing_when_the_officer_reads_a_day_on_which_the_entry_did_not_stand(skipping: Office) -> None:
    await enter(skipping, "offshore_centre", "O-7", since=date(2026, 2, 1))
    case = await applied(skipping, "offshore-centre", centre_no="O-7")
    await case.reach("review")
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件", found={"matter_date": "2026-01-15"})
    await case.reach("refused")
    [kept] = await skipping.all(select(Assessment).where(Assessment.application_id == case.id))
    assert kept.facts["recognised"] is False
    assert [reason["code"] for reason in kept.reasons if not reason["holds"]] == ["recognised"]
