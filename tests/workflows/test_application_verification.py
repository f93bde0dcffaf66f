"""Verification: what the sources say decides, and an outage never does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from models.tables import Enterprise, ImplementingRule, Verification
from sandbox.enterprises import BEICHEN, HAIXI, LISHI, MUXI, QINGHE, YUANSHAN, ZHIYUAN
from tests.office import OFFICER, Office, becomes
from tests.policy.baselines import FACTS

SOURCES = ("credit.finance", "credit.market", "credit.tax", "credit.customs", "registration", "tax", "statistics")


@pytest.mark.parametrize(
    ("uscc", "failure"),
    [
        (HAIXI, "no_serious_record"),
        (YUANSHAN, "registered_in_area"),
        (BEICHEN, "in_operation"),
        (ZHIYUAN, "taxed_in_area"),
        (MUXI, "statistics_in_area"),
    ],
)
async def test_application_is_refused_when_a_source_speaks_against_it(skipping: Office, uscc: str, failure: str) -> None:
    case = await skipping.apply_for(uscc=uscc)
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.reach("refused")
    found = (await skipping.all(select(Verification).where(Verification.application_id == case.id)))[0]
    assert [reason["code"] for reason in found.failures] == [failure]
    assert (await case.events())[-1] == "found_ineligible"


@pytest.mark.parametrize("uscc", [QINGHE, LISHI])
async def test_application_goes_on_when_its_records_are_minor_or_old(skipping: Office, uscc: str) -> None:
    case = await skipping.apply_for(uscc=uscc)
    await case.to_review()


EXEMPT = {"record_exempts": ["university_or_institute"]}


@pytest.mark.parametrize(
    ("uscc", "kind", "item", "rule", "stage"),
    [
        (YUANSHAN, "university_or_institute", "core-technology", None, "review"),
        (YUANSHAN, "university_or_institute", "innovation-centre", None, "refused"),
        (YUANSHAN, "person", "talent-startup", None, "review"),
        (HAIXI, "person", "talent-startup", None, "review"),
        (HAIXI, "university_or_institute", "core-technology", None, "refused"),
        (HAIXI, "university_or_institute", "core-technology", EXEMPT, "review"),
        (HAIXI, "enterprise", "core-technology", EXEMPT, "refused"),
    ],
)
async def test_who_is_held_to_registrations_and_records_is_as_the_law_says(
    skipping: Office, uscc: str, kind: str, item: str, rule: dict[str, list[str]] | None, stage: str
) -> None:
    await skipping.change(update(Enterprise).where(Enterprise.uscc == uscc).values(kind=kind))
    await becomes(skipping, uscc, kind="university" if kind == "university_or_institute" else "enterprise")
    if rule:
        entered = {"effective_from": date(2022, 1, 14), "values": rule, "document_no": "演示细则1号"}
        await skipping.add(ImplementingRule(item_code=item, entered_by="officer-sti-1", approved_by="officer-sti-2", **entered))
    case = await skipping.apply_for(item, facts=FACTS[item], uscc=uscc)
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.reach(stage)


@pytest.mark.parametrize("source", SOURCES)
async def test_application_waits_and_goes_on_when_a_source_fails(skipping: Office, source: str) -> None:
    await skipping.fault(source, "down", times=1)
    case = await skipping.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.reach("review")
    assert (await skipping.sandbox.get("/admin/faults")).json()["faults"] == []
    assert (await case.events())[-1] == "verified"


@pytest.mark.parametrize("mode", ["slow", "garbage", "error_500", "wrong_subject", "never"])
async def test_application_waits_and_goes_on_when_every_credit_source_fails(skipping: Office, mode: str) -> None:
    await skipping.fault("credit", mode)
    case = await skipping.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    await skipping.until_failed("credit", case)
    assert (await case.row()).stage == "verification"
    await skipping.mend()
    await case.reach("review")


async def test_application_can_be_withdrawn_during_an_outage(skipping: Office) -> None:
    await skipping.fault("registration", "down")
    case = await skipping.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    await skipping.until_failed("registration", case)
    assert (await case.withdraw()).stage == "withdrawn"
    assert await case.handle.result() == "withdrawn"
    await skipping.mend()
    assert (await case.row()).stage == "withdrawn"


async def test_application_is_not_verified_while_it_is_held_during_an_outage(skipping: Office) -> None:
    await skipping.fault("tax", "down")
    case = await skipping.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    await skipping.until_failed("tax", case)
    await case.hold()
    await skipping.mend()
    await case.skip(timedelta(days=1))
    assert (await case.row()).stage == "verification"
    await case.resume()
    await case.reach("review")
