"""Benefits are whom the register names: checked, each delivered or not, confirmed, renewed each year, and ended with the recognition."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError

from models.tables import AuditEvent, Benefit, Message
from policy.actors import Actor
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import APPLICANT, OFFICER, Case, Office, defective, message
from tests.workflows.benefits import TALENT_NO, asked, change_entry, confirm, deliver, grant, in_force, person_of, recognised, talent
from tests.workflows.persons import HR, NUMBER, OTHER_HR, OTHER_NUMBER, OTHER_PERSON, PERSON, THIRD_HR, registered
from tests.workflows.recognitions import TODAY

YEAR = timedelta(days=370)
LONG = timedelta(days=40)


async def row_of(case: Case) -> Benefit:
    [row] = await case.office.all(select(Benefit).where(Benefit.id == case.id))
    assert isinstance(row, Benefit)
    return row


async def refusal_of_asking(office: Office, actor: Actor, benefits: tuple[str, ...] = ("housing",)) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await asked(office, benefits, actor=actor)
    return str(getattr(refused.value.cause, "type", ""))


async def test_whoever_checks_sees_who_asks_by_which_recognition_and_what_they_had_before(skipping: Office) -> None:
    who = await talent(skipping, until=date(2099, 12, 31))
    first = await asked(skipping, ("housing",), actor=who)
    assert (await first.task("benefit_check")).about["earlier"] == []
    await first.answer("benefit_check", HR, decision="benefit_refused", reason="已在市级享受同类优惠")
    about = (await (await asked(skipping, ("housing", "medical"), actor=who)).task("benefit_check")).about
    assert about["person"] == {"code": who.enterprise, "name": PERSON.name, "document": "居民身份证****002X"}
    assert (about["employer"], about["benefits"]) == ("演示晨芯微电子（北京）有限公司", ["housing", "medical"])
    of_entry = {"entry_no": TALENT_NO, "title": "领军人才", "valid_from": "2026-01-01", "valid_until": "2099-12-31"}
    assert about["recognition"].items() >= of_entry.items()
    earlier = {"number": first.number, "stage": "refused", "benefits": ["housing"], "granted": [], "year": TODAY.year}
    assert about["earlier"] == [earlier]
    assert NUMBER not in str(about)


async def test_benefits_are_in_force_once_each_is_delivered_and_confirmed(skipping: Office) -> None:
    case = await asked(skipping, ("start_up", "housing"))
    await grant(case)
    tasks = {task.about["benefit"]: task for task in await case.tasks()}
    assert {code: (task.kind, task.department) for code, task in tasks.items()} == {
        "start_up": ("benefit_delivery", "sti"),
        "housing": ("benefit_delivery", "hr"),
    }
    assert tasks["housing"].concerns == sorted({CHENXIN, (await row_of(case)).enterprise_uscc})
    await deliver(case, "start_up", OFFICER)
    await confirm(case)
    assert (await case.row()).stage == "delivery"
    await deliver(case, "housing")
    await confirm(case)
    row = await case.reach("in_force")
    assert (row.granted, row.delivering) == (["housing", "start_up"], ["hr", "sti"])
    told = await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.department == "sti"))
    assert told == [f"人才优惠{case.number}的“创新创业”由贵部门落实，请在期限内办理。"]


async def test_whoever_checks_names_who_delivers(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await case.answer("benefit_check", HR, decision="granted", opinion="无误", housing_by="bizcoop")
    assert (await case.task("benefit_delivery")).department == "bizcoop"


async def test_benefit_that_is_not_available_is_left_out_with_the_reason(skipping: Office) -> None:
    case = await asked(skipping)
    await grant(case)
    await deliver(case, "housing", decision="not_available", reason="房源已配租完毕", how="无")
    await deliver(case, "medical")
    await confirm(case)
    assert (await case.reach("in_force")).granted == ["medical"]
    told = await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc.is_not(None)))
    assert any("“住房”未能落实" in one and "房源已配租完毕" in one for one in told)


async def test_benefits_end_when_none_is_available(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await grant(case)
    await deliver(case, "housing", decision="not_available", reason="房源已配租完毕", how="无")
    assert await case.handle.result() == "unavailable"


async def test_benefit_is_delivered_once_more_when_the_person_says_it_was_not(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await grant(case)
    await deliver(case, "housing")
    await confirm(case, decision="not_received", reason="尚未交付钥匙")
    task = await case.task("benefit_delivery")
    assert (task.about["said"], task.department) == ("尚未交付钥匙", "hr")
    assert (await case.row()).stage == "delivery"
    await deliver(case, "housing")
    await confirm(case)
    assert (await case.reach("in_force")).granted == ["housing"]


async def test_what_was_delivered_stands_when_nobody_confirms_it(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await grant(case)
    await deliver(case, "housing")
    await case.skip(LONG)
    assert (await case.reach("in_force")).granted == ["housing"]
    assert "receipt_lapsed" in await case.events()


# -- who may ask --------------------------------------------------------------------------------------------------------------------------


async def test_nobody_asks_whom_the_register_does_not_name(skipping: Office) -> None:
    assert await refusal_of_asking(skipping, await registered(skipping)) == "incomplete"


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": "revoked"},
        {"stage": "expired"},
        {"valid_until": TODAY - timedelta(days=1)},
        {"valid_from": TODAY + timedelta(days=1)},
        {"entry_key": "rc-2026-002"},
        {"kind": "first_set"},
        {"enterprise_uscc": YUNHENG},
        {"enterprise_uscc": CHENXIN},
    ],
)
async def test_nobody_asks_whose_entry_does_not_stand_or_is_anothers(skipping: Office, changes: dict[str, Any]) -> None:
    who = await talent(skipping)
    await change_entry(skipping, **changes)
    assert await refusal_of_asking(skipping, who) == "incomplete"


@pytest.mark.parametrize("stage", ["hearing", "revocation"])
async def test_entry_stands_while_its_revocation_is_being_decided(skipping: Office, stage: str) -> None:
    who = await talent(skipping)
    await change_entry(skipping, stage=stage)
    assert (await (await asked(skipping, actor=who)).row()).stage == "check"


async def test_entry_that_a_list_had_is_the_persons_whom_it_names_at_their_employer(skipping: Office) -> None:
    who = await talent(skipping, number="RC-2020-009")
    await recognised(skipping, CHENXIN, title="许清和")
    assert await refusal_of_asking(skipping, who) == "incomplete"
    await change_entry(skipping, title="沈知行")
    assert (await (await asked(skipping, actor=who)).row()).stage == "check"


async def test_enterprise_has_no_benefits(skipping: Office) -> None:
    with pytest.raises(Exception, match="forbidden"):
        await asked(skipping, actor=APPLICANT)


async def test_benefit_is_asked_for_once_at_a_time(skipping: Office) -> None:
    who = await talent(skipping)
    first = await asked(skipping, actor=who)
    assert await refusal_of_asking(skipping, who, ("medical", "schooling")) == "duplicate"
    assert (await (await asked(skipping, ("schooling",), actor=who)).row()).stage == "check"
    await grant(first)
    await deliver(first, "housing", decision="not_available", reason="房源已配租完毕", how="无")
    await deliver(first, "medical")
    await confirm(first)
    await first.reach("in_force")
    assert await refusal_of_asking(skipping, who, ("medical",)) == "duplicate"
    assert (await (await asked(skipping, ("housing",), actor=who)).row()).stage == "check"


# -- checked ------------------------------------------------------------------------------------------------------------------------------


async def test_benefits_are_refused_with_a_reason(skipping: Office) -> None:
    case = await asked(skipping)
    await case.answer("benefit_check", HR, decision="benefit_refused", reason="已在市级享受同类优惠")
    assert await case.handle.result() == "refused"


async def test_benefits_are_corrected_and_granted(skipping: Office) -> None:
    case = await asked(skipping)
    await case.answer("benefit_check", HR, **defective("statement", "请写明需求"))
    await skipping.change(update(Benefit).values(statement="申请配租两居室"))
    await case.answer("benefit_correction", await person_of(case), decision="corrected")
    await grant(case)
    assert (await case.row()).stage == "delivery"


async def test_benefits_lapse_when_nothing_is_corrected(skipping: Office) -> None:
    case = await asked(skipping)
    await case.answer("benefit_check", HR, **defective("statement", "请写明需求"))
    await case.skip(LONG)
    assert await case.handle.result() == "lapsed"


async def test_nothing_is_granted_when_the_recognition_has_ended_meanwhile(skipping: Office) -> None:
    case = await asked(skipping)
    await change_entry(skipping, stage="revoked")
    assert await case.refusal_of_answer("benefit_check", HR, decision="granted", opinion="无误") == "incomplete"


@pytest.mark.parametrize(("officer", "code"), [(OFFICER, "forbidden"), (replace(HR, interests=(CHENXIN,)), "conflict_of_interest")])
async def test_benefits_are_checked_by_personnel_and_whoever_has_no_interest(skipping: Office, officer: Actor, code: str) -> None:
    case = await asked(skipping)
    assert await case.refusal_of_answer("benefit_check", officer, decision="granted", opinion="无误") == code


async def test_whoever_checked_does_not_deliver(skipping: Office) -> None:
    case = await asked(skipping)
    await grant(case)
    assert await case.refusal_of_answer("benefit_delivery", HR, decision="delivered", how="已办") == "four_eyes"


async def granted(case: Case) -> None:
    await grant(case)


async def in_correction(case: Case) -> None:
    await case.answer("benefit_check", HR, **defective("statement", "请写明需求"))


async def nothing(case: Case) -> None:
    """Leave it as it was asked for."""


@pytest.mark.parametrize("way", [nothing, in_correction, granted])
async def test_person_withdraws_what_is_not_in_force(skipping: Office, way: Callable[[Case], Awaitable[None]]) -> None:
    case = await asked(skipping)
    await way(case)
    await case.ask("request", message("withdrawn", await person_of(case), reason="不再需要"))
    assert await case.handle.result() == "withdrawn"
    assert await case.tasks() == []


# -- the years ----------------------------------------------------------------------------------------------------------------------------


async def test_benefits_are_renewed_each_year_or_end_as_the_person_wants(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await in_force(case)
    for _ in range(2):
        await case.skip(YEAR)
        await case.answer("benefit_renewal", await person_of(case), decision="renewal_asked", statement="仍在区内工作")
        assert (await case.task("benefit_renewal_check")).about["renewal"] == "仍在区内工作"
        ends = (await row_of(case)).year_ends_at
        await case.answer("benefit_renewal_check", THIRD_HR, decision="renewed", opinion="认定有效")
        later = (await row_of(case)).year_ends_at
        assert ends is not None
        assert later is not None
        assert later - ends > timedelta(days=360)
    await case.skip(YEAR)
    await case.answer("benefit_renewal", await person_of(case), decision="renewal_waived")
    assert await case.handle.result() == "ended"


async def test_benefits_end_when_nobody_asks_for_their_renewal(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await in_force(case)
    await case.skip(YEAR)
    await case.task("benefit_renewal")
    await case.skip(LONG)
    assert await case.handle.result() == "ended"


async def test_benefits_end_when_their_renewal_is_refused(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await in_force(case)
    await case.skip(YEAR)
    await case.answer("benefit_renewal", await person_of(case), decision="renewal_asked", statement="仍在区内工作")
    await case.answer("benefit_renewal_check", HR, decision="renewal_refused", reason="已取得自有住房")
    assert await case.handle.result() == "ended"


async def test_nothing_is_renewed_when_the_recognition_has_ended(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await in_force(case)
    await case.skip(YEAR)
    await case.answer("benefit_renewal", await person_of(case), decision="renewal_asked", statement="仍在区内工作")
    await change_entry(skipping, stage="revoked")
    assert await case.refusal_of_answer("benefit_renewal_check", HR, decision="renewed", opinion="有效") == "incomplete"


async def test_benefits_end_within_a_month_when_the_recognition_does(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await in_force(case)
    await case.skip(timedelta(days=62))
    assert (await case.row()).stage == "in_force"
    await change_entry(skipping, stage="revoked")
    await case.skip(timedelta(days=32))
    assert await case.handle.result() == "ended"
    [ended] = await skipping.all(select(AuditEvent).where(AuditEvent.case_id == case.id, AuditEvent.event == "recognition_ended"))
    assert ended.actor == "system"


async def test_benefits_end_on_the_day_after_the_last_of_the_recognition(skipping: Office) -> None:
    last = TODAY + timedelta(days=10)
    case = await asked(skipping, ("housing",), actor=await talent(skipping, until=last))
    await in_force(case)
    assert (await row_of(case)).wakes_at.date() >= last  # type: ignore[union-attr]
    await case.skip(timedelta(days=9))
    assert (await case.row()).stage == "in_force"
    await case.skip(timedelta(days=3))
    assert await case.handle.result() == "ended"


async def test_nothing_is_in_force_when_the_recognition_ended_before_all_was_delivered(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await grant(case)
    await deliver(case, "housing")
    await change_entry(skipping, stage="revoked")
    await confirm(case)
    assert await case.handle.result() == "ended"


async def test_person_gives_up_what_is_in_force(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await in_force(case)
    await case.ask("request", message("given_up", await person_of(case), reason="已调离"))
    assert await case.handle.result() == "ended"
    told = await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.department == "hr"))
    assert f"人才优惠{case.number}已终止，请停止落实。" in told


async def test_another_person_confirms_nothing(skipping: Office) -> None:
    case = await asked(skipping, ("housing",))
    await grant(case)
    await deliver(case, "housing", OTHER_HR)
    other = await registered(skipping, OTHER_PERSON, OTHER_NUMBER)
    assert await case.refusal_of_answer("benefit_receipt", other, decision="received") == "forbidden"
