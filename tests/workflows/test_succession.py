"""One enterprise takes the place of another when two people have found so; what the register says otherwise is before their eyes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.queries import succession as successions
from models.tables import Message, Succession
from policy.actors import Actor, Role
from policy.errors import Refusal
from policy.working_days import BEIJING
from sandbox.enterprises import BEICHEN, CHENXIN, HAIXI, QINGHE, YUNHENG
from tests.granting import grants
from tests.office import Case, Office, becomes, person
from tests.workflows.commitments import DEPUTY, HEAD, OFFICER, OTHER_OFFICER
from tests.workflows.successions import CLERK, PAPER, draft, file, prove, take_over

UNKNOWN = "91110302MA9DA0106W"
CLEARED = {"decision": "succession_proven", "paper": PAPER}


async def current(office: Office, uscc: str) -> str:
    async with office.database.reading() as session:
        return await successions.current(session, uscc)


async def told(office: Office, case: Case, uscc: str) -> list[str]:
    query = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == uscc).order_by(Message.id)
    return list(await office.all(query))


async def refusal_of_filing(office: Office, *pair: str, **given: Any) -> tuple[str, list[str]]:
    with pytest.raises(Refusal) as refused:
        await file(office, *pair, **given)
    return refused.value.code, [fault.field for fault in refused.value.faults]


async def test_successor_stands_for_its_predecessor_when_two_people_have_found_so(skipping: Office) -> None:
    case = await take_over(skipping, BEICHEN)
    assert await case.events() == [
        "submitted",
        "register_answered",
        "succession_proven",
        "succession_approved",
        "succession_made",
        "cases_handed_over",
    ]
    assert await current(skipping, BEICHEN) == YUNHENG
    [kept] = await skipping.all(select(Succession))
    assert (kept.filed_by, kept.checked_by, kept.approved_by) == (CLERK.subject, OFFICER.subject, HEAD.subject)
    assert kept.filing_id == case.id


async def test_nobody_stands_for_another_before_the_approval(skipping: Office) -> None:
    case = await file(skipping, BEICHEN)
    await case.reach("check")
    await prove(case)
    await case.reach("approval")
    assert await current(skipping, BEICHEN) == BEICHEN


async def test_both_are_told_and_in_the_words_of_an_official(skipping: Office) -> None:
    case = await take_over(skipping, BEICHEN)
    first, last = await told(skipping, case, BEICHEN)
    assert case.number in first
    assert "已由演示云衡机器人（北京）股份有限公司承继" in last
    assert any("由演示云衡机器人（北京）股份有限公司承继" in sentence for sentence in await told(skipping, case, YUNHENG))


async def test_successor_is_told_of_each_case_under_way_and_each_looks(skipping: Office) -> None:
    application = await skipping.apply_for()
    await application.to_review()
    case = await take_over(skipping)
    assert [s for s in await told(skipping, case, YUNHENG) if s.startswith(application.number)] == [
        f"{application.number}由贵单位承继，请继续办理。"
    ]
    signals = [
        event.workflow_execution_signaled_event_attributes.signal_name
        for event in (await application.handle.fetch_history()).events
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]
    assert signals == ["nudge"]
    assert (await application.row()).stage == "review"


# -- four eyes --------------------------------------------------------------------------------------------------------------------------


async def test_approver_is_another_than_whoever_checked(skipping: Office) -> None:
    case = await file(skipping, BEICHEN)
    both = Actor(OFFICER.subject, OFFICER.name, grants(Role.OFFICER, Role.APPROVER, departments=OFFICER.departments))
    await prove(case, both)
    assert await case.refusal_of_answer("succession_approval", both, decision="succession_approved") == "four_eyes"
    clerk = replace(CLERK, enterprise=None, grants=grants(Role.APPROVER, departments=OFFICER.departments))
    assert await case.refusal_of_answer("succession_approval", clerk, decision="succession_approved") == "four_eyes"


async def test_whoever_filed_may_not_check(skipping: Office) -> None:
    case = await file(skipping, BEICHEN)
    clerk = replace(CLERK, enterprise=None, grants=grants(Role.OFFICER, departments=OFFICER.departments))
    assert await case.refusal_of_answer("succession_check", clerk, decision="succession_proven", paper="x") == "four_eyes"


async def test_filing_is_checked_again_when_the_approver_sends_it_back(skipping: Office) -> None:
    case = await file(skipping, BEICHEN)
    await prove(case)
    await case.answer("succession_approval", HEAD, decision="succession_sent_back", reason="请核对公告")
    assert (await case.task("succession_check")).about["sent_back"] == "请核对公告"
    await prove(case, OTHER_OFFICER)
    await case.answer("succession_approval", DEPUTY, decision="succession_approved")
    await case.reach("effective")
    [kept] = await skipping.all(select(Succession))
    assert (kept.checked_by, kept.approved_by) == (OTHER_OFFICER.subject, DEPUTY.subject)


async def test_nobody_takes_over_when_it_is_not_proven(skipping: Office) -> None:
    case = await file(skipping, BEICHEN)
    await case.answer("succession_check", OFFICER, decision="succession_unproven", reason="协议未盖章")
    await case.reach("refused")
    assert await current(skipping, BEICHEN) == BEICHEN
    assert any("协议未盖章" in sentence for sentence in await told(skipping, case, YUNHENG))
    # It may be filed again.
    await file(skipping, BEICHEN)


# -- the register -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "ground", "found"),
    [
        ({"status": "deregistered"}, "absorbed", []),
        ({"status": "active"}, "absorbed", ["被承继单位仍存续"]),
        ({"status": "revoked"}, "consolidated", ["被吊销营业执照"]),
        ({"status": "deregistered"}, "new_code", ["不是原单位的名称"]),
    ],
)
async def test_officer_sees_what_the_register_says_otherwise_and_gives_a_reason(
    skipping: Office, changes: dict[str, Any], ground: str, found: list[str]
) -> None:
    await becomes(skipping, CHENXIN, **changes)
    case = await file(skipping, ground=ground)
    task = await case.task("succession_check")
    differences = [difference["zh"] for difference in task.about["register"]["differences"]]
    assert len(differences) == len(found)
    assert all(part in difference for part, difference in zip(found, differences, strict=True))
    needed = [condition["then"]["required"] for condition in task.asked.get("allOf", [])]
    assert needed == ([["reason"]] if found else [])


async def test_nobody_takes_over_when_the_register_knows_no_successor_in_operation(skipping: Office) -> None:
    case = await file(skipping, CHENXIN, BEICHEN)
    assert await case.refusal_of_answer("succession_check", OFFICER, **CLEARED, reason="协议属实") == "wrong_stage"
    assert (await case.row()).stage == "check"


@pytest.mark.parametrize(
    ("whose", "changes", "found"),
    [
        (YUNHENG, {"status": "deregistered"}, ["未登记或者已不存续"]),
        (YUNHENG, {"status": "revoked"}, ["未登记或者已不存续"]),
        (YUNHENG, {"kind": "institute"}, ["与核查时不一致"]),
        (BEICHEN, {"status": "active"}, ["被承继单位仍存续"]),
    ],
)
async def test_nobody_takes_over_when_the_register_says_otherwise_after_the_check(
    skipping: Office, whose: str, changes: dict[str, Any], found: list[str]
) -> None:
    case = await file(skipping, BEICHEN)
    await prove(case)
    await becomes(skipping, whose, **changes)
    await case.answer("succession_approval", HEAD, decision="succession_approved")
    task = await case.task("succession_check")
    assert len(task.about["changes"]) == len(found)
    assert all(part in change["zh"] for part, change in zip(found, task.about["changes"], strict=True))
    assert await current(skipping, BEICHEN) == BEICHEN
    assert await skipping.all(select(Succession)) == []
    assert any("已变动" in sentence for sentence in await told(skipping, case, YUNHENG))


async def test_approved_succession_waits_when_the_register_is_silent(skipping: Office) -> None:
    case = await file(skipping, BEICHEN)
    await prove(case)
    await case.task("succession_approval")
    await skipping.fault("registration", "down")
    await case.answer("succession_approval", HEAD, decision="succession_approved")
    await skipping.until_failed("registration", case)
    assert await current(skipping, BEICHEN) == BEICHEN
    await skipping.mend()
    await case.reach("effective")
    assert await current(skipping, BEICHEN) == YUNHENG


async def test_filing_waits_when_the_register_is_silent_and_goes_on_when_it_answers(skipping: Office) -> None:
    await skipping.fault("registration", "down")
    case = await file(skipping, BEICHEN)
    await skipping.until_failed("registration", case)
    assert (await case.row()).stage == "register_look"
    await skipping.mend()
    await case.reach("check")


# -- what is refused --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "refused"),
    [
        ((BEICHEN, BEICHEN), ("invalid_input", ["successor_uscc"])),
        ((BEICHEN, UNKNOWN), ("invalid_input", ["successor_uscc"])),
        ((UNKNOWN, YUNHENG), ("invalid_input", ["predecessor_uscc"])),
    ],
)
async def test_filing_is_refused_when_it_is_of_oneself_or_of_nobody(
    skipping: Office, pair: tuple[str, str], refused: tuple[str, list[str]]
) -> None:
    assert await refusal_of_filing(skipping, *pair) == refused


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
async def test_filing_is_refused_when_its_day_has_not_come(skipping: Office, days: int, *, refused: bool) -> None:
    on = datetime.now(BEIJING).date() + timedelta(days=days)
    if refused:
        assert await refusal_of_filing(skipping, BEICHEN, effective_on=on) == ("invalid_input", ["effective_on"])
    else:
        await (await file(skipping, BEICHEN, effective_on=on)).reach("check")


async def test_second_successor_is_refused_when_there_is_one(skipping: Office) -> None:
    await take_over(skipping, BEICHEN)
    assert await refusal_of_filing(skipping, BEICHEN, HAIXI) == ("duplicate", [])


async def test_second_filing_of_the_same_two_is_refused_when_one_is_under_way(skipping: Office) -> None:
    await file(skipping, BEICHEN)
    assert await refusal_of_filing(skipping, BEICHEN) == ("duplicate", [])


async def test_second_filing_for_a_place_is_refused_until_the_first_is_and_then_taken(skipping: Office) -> None:
    other = await file(skipping, BEICHEN, HAIXI, actor=person("applicant-haixi"))
    assert await refusal_of_filing(skipping, BEICHEN) == ("duplicate", [])
    await other.answer("succession_check", OFFICER, decision="succession_unproven", reason="没有合并协议")
    await other.reach("refused")
    await take_over(skipping, BEICHEN)
    assert await current(skipping, BEICHEN) == YUNHENG


async def test_second_filing_for_a_place_is_not_taken_in_when_both_were_drafted_at_once(skipping: Office) -> None:
    late = await draft(skipping, BEICHEN, HAIXI, actor=person("applicant-haixi"))
    first = await file(skipping, BEICHEN)
    with pytest.raises(WorkflowUpdateFailedError):
        await skipping.begin(late, person("applicant-haixi"), "承继申报")
    assert (await first.reach("check")).stage == "check"


async def test_filings_for_two_places_by_one_successor_are_taken(skipping: Office) -> None:
    for before in (BEICHEN, HAIXI):
        await (await file(skipping, before)).reach("check")


async def test_succession_is_sent_back_when_its_successor_lost_its_place_while_the_register_was_asked(skipping: Office) -> None:
    first, second = await file(skipping, CHENXIN, QINGHE), await file(skipping, QINGHE, CHENXIN, actor=person("applicant-chenxin"))
    for case in (first, second):
        await prove(case, reason="协议属实")
        await case.task("succession_approval")
    await skipping.fault("registration", "down")
    for case in (first, second):
        await case.answer("succession_approval", HEAD, decision="succession_approved")
    await skipping.mend()
    assert sorted([(await case.reach("check", "effective")).stage for case in (first, second)]) == ["check", "effective"]
    assert len(await skipping.all(select(Succession))) == 1


async def test_circle_is_refused_over_any_number_of_steps(skipping: Office) -> None:
    await take_over(skipping, BEICHEN, QINGHE)
    await take_over(skipping, QINGHE, HAIXI)
    for before in (BEICHEN, QINGHE):
        assert await refusal_of_filing(skipping, HAIXI, before) == ("invalid_input", ["successor_uscc"])


async def test_one_that_lost_its_place_takes_nobodys_place(skipping: Office) -> None:
    await take_over(skipping, BEICHEN, QINGHE)
    assert await refusal_of_filing(skipping, CHENXIN, BEICHEN) == ("invalid_input", ["successor_uscc"])


async def test_second_of_two_that_make_a_circle_is_refused_when_both_were_filed_before(skipping: Office) -> None:
    first, second = await file(skipping, CHENXIN, QINGHE), await file(skipping, QINGHE, CHENXIN, actor=person("applicant-chenxin"))
    for case in (first, second):
        await prove(case, reason="协议属实")
    await first.answer("succession_approval", HEAD, decision="succession_approved")
    await first.reach("effective")
    assert await second.refusal_of_answer("succession_approval", HEAD, decision="succession_approved") == "invalid_input"
    assert await current(skipping, CHENXIN) == QINGHE


async def test_filing_is_not_taken_in_when_the_place_was_taken_meanwhile(skipping: Office) -> None:
    late = await draft(skipping, BEICHEN)
    await take_over(skipping, BEICHEN, QINGHE)
    with pytest.raises(WorkflowUpdateFailedError):
        await skipping.begin(late, CLERK, "承继申报")
    assert await current(skipping, BEICHEN) == QINGHE
