"""Whether an enterprise that got support by fraud may apply again is decided by two people with a date, and taken back by two."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.queries import conduct
from models.tables import Application, Debarment, ImplementingRule, Message, Task
from policy.actors import Role
from policy.days import in_chinese
from policy.working_days import years_after
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.granting import grants
from tests.models.test_caps import application
from tests.models.test_closed_subjects import demanded
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, Case, Office, message
from tests.policy.baselines import WAN
from tests.workflows.debarments import LAST, LIFTING, REASON, TODAY, accepted, bar, followed, let_go, opened, propose
from tests.workflows.letters import letters_of, replaced_in
from tests.workflows.reclaim import day_of, reclaim
from tests.workflows.redecisions import SECOND, paid_prize
from tests.workflows.successions import SUCCESSOR, take_over


async def stands(office: Office, on: date, uscc: str = CHENXIN) -> bool:
    async with office.database.reading() as session:
        return await conduct.is_in_good_standing(session, uscc, on)


async def told(office: Office, case: Case) -> list[str]:
    """Return what the enterprise was told of it."""
    query = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN)
    return list(await office.all(query.order_by(Message.id)))


async def test_new_awards_wait_when_a_debarment_is_not_decided_though_all_is_repaid(skipping: Office) -> None:
    claim = await accepted(skipping)
    case = await followed(skipping, claim.case)
    row: Debarment = await case.row()
    assert (row.stage, row.told_at, row.until) == ("proposal", None, None)
    assert (await case.task("debarment_proposal")).about["clawback"] == claim.case.number
    assert await told(skipping, case) == []
    await claim.repay(SECOND, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    assert not await stands(skipping, TODAY)
    assert len(await skipping.all(select(Debarment))) == 1


async def test_no_debarment_begins_when_we_paid_in_error(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_prize(skipping), SECOND, cause="error")
    await claim.accept()
    assert await skipping.all(select(Debarment)) == []


async def test_enterprise_is_barred_after_it_was_heard_and_free_again_after_the_last_day(skipping: Office) -> None:
    case = await opened(skipping)
    await propose(case)
    assert not await stands(skipping, TODAY)
    await case.answer("debarment_statement", APPLICANT, decision="statement_made", reason="证书系代理机构提供")
    assert (await case.task("debarment_decision")).about["statement"] == "证书系代理机构提供"
    await case.answer("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚")
    row: Debarment = await case.reach("barred")
    assert row.barred_on is not None
    assert [await stands(skipping, day) for day in (row.barred_on, LAST, LAST + timedelta(days=1))] == [False, False, True]
    assert row.wakes_at is not None
    await case.skip_until(row.wakes_at + timedelta(minutes=1))
    await case.reach("ended")
    assert await stands(skipping, LAST)
    assert [f"至{in_chinese(LAST)}" in said for said in await told(skipping, case)] == [True, True, False]


async def test_application_is_neither_taken_in_nor_approved_while_its_enterprise_is_barred(skipping: Office) -> None:
    # Applied for before anybody knew of the fraud.
    waiting = await skipping.apply_for()
    await waiting.to_decision()
    case = await opened(skipping)
    assert await waiting.refusal_of_answer("decision", HEAD, decision="approved") == "breach_open"
    await bar(case)
    assert await waiting.refusal_of_answer("decision", HEAD, decision="approved") == "debarred"
    draft = await skipping.draft()
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await skipping.submit(draft)
    assert getattr(refused.value.cause, "type", None) == "debarred"
    await lift(case)
    await waiting.answer("decision", HEAD, decision="approved")
    assert (await (await skipping.submit(draft)).row()).stage == "acceptance"


async def lift(case: Case) -> None:
    await case.ask("request", message("lifting_asked", OFFICER, **LIFTING))
    await case.answer("debarment_lifting", DEPUTY, decision="lifted")
    await case.reach("lifted")


async def test_enterprise_is_not_barred_when_two_people_say_so(skipping: Office) -> None:
    case = await opened(skipping)
    await case.answer("debarment_proposal", OTHER_OFFICER, decision="no_bar_proposed", reason="情节轻微，已主动退缴")
    await case.answer("no_bar_decision", THIRD_APPROVER, decision="debarment_sent_back", reason="请补充情节认定依据")
    assert (await case.task("debarment_proposal")).about["came_back"]["reason"] == "请补充情节认定依据"
    await case.answer("debarment_proposal", OTHER_OFFICER, decision="no_bar_proposed", reason="情节轻微，已主动退缴")
    await case.answer("no_bar_decision", HEAD, decision="not_barred")
    row: Debarment = await case.reach("not_barred")
    assert (row.until, row.barred_on) == (None, None)
    assert await stands(skipping, TODAY)


async def test_bar_that_is_sent_back_is_heard_again_and_silence_lets_it_be_decided(skipping: Office) -> None:
    case = await opened(skipping)
    await propose(case)
    await case.answer("debarment_statement", APPLICANT, decision="statement_waived")
    await case.answer("debarment_decision", THIRD_APPROVER, decision="debarment_sent_back", reason="期限过长")
    await propose(case, until=(LAST - timedelta(days=1)).isoformat())
    due_at = (await case.task("debarment_statement")).due_at
    assert ["本文书代替" in text for _, text in await letters_of(case)] == [False, True]
    assert await replaced_in(case) == [("bar_proposed", 1), ("bar_proposed", None)]
    assert due_at is not None
    await case.skip_until(due_at + timedelta(minutes=1))
    await case.happened("statement_lapsed")
    assert (await case.task("debarment_decision")).about["until"] == (LAST - timedelta(days=1)).isoformat()


async def on_the_last_day(case: Case) -> Task:
    """Have a bar proposed, and nothing said to it until a minute before its hearing ends."""
    await propose(case)
    hearing: Task = await case.task("debarment_statement")
    assert hearing.due_at is not None
    await case.skip_until(hearing.due_at - timedelta(minutes=1))
    return hearing


async def test_enterprise_that_says_nothing_is_heard_until_its_last_day_and_barred_after_it(skipping: Office) -> None:
    case = await opened(skipping)
    hearing = await on_the_last_day(case)
    assert (await case.row()).stage == "hearing"
    assert not await stands(skipping, TODAY)
    await case.skip(timedelta(minutes=2))
    await case.happened("statement_lapsed")
    late = case.completion_of(hearing, APPLICANT, {"decision": "statement_made", "reason": "证书系代理机构提供"})
    assert await case.refusal("complete_task", late) == "task_closed"
    decision = await case.task("debarment_decision")
    assert decision.about.get("statement") is None
    await case.answer("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚")
    row: Debarment = await case.reach("barred")
    assert row.barred_on == await day_of(skipping, case)
    assert [await stands(skipping, day) for day in (row.barred_on, LAST, LAST + timedelta(days=1))] == [False, False, True]
    # Nobody has to answer what was not said.
    event, text = (await letters_of(case))[-1]
    assert event == "barred"
    assert "未予采纳" not in text


@pytest.mark.parametrize("decision", ["statement_made", "statement_waived"])
async def test_enterprise_is_heard_when_it_speaks_in_the_last_minute(skipping: Office, decision: str) -> None:
    case = await opened(skipping)
    await on_the_last_day(case)
    await case.answer("debarment_statement", APPLICANT, decision=decision, reason="证书系代理机构提供")
    await case.skip(timedelta(minutes=2))
    assert (await case.row()).stage == "decision"
    assert "statement_lapsed" not in await case.events()
    said = "证书系代理机构提供" if decision == "statement_made" else None
    assert (await case.task("debarment_decision")).about.get("statement") == said


async def test_bar_that_ran_out_while_its_enterprise_was_silent_is_sent_back_and_heard_anew(skipping: Office) -> None:
    case = await opened(skipping)
    await propose(case, until=(await day_of(skipping, case) + timedelta(days=1)).isoformat())
    due_at = (await case.task("debarment_statement")).due_at
    assert due_at is not None
    await case.skip_until(due_at + timedelta(minutes=1))
    await case.happened("statement_lapsed")
    assert await case.refusal_of_answer("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚") == "invalid_input"
    await case.answer("debarment_decision", THIRD_APPROVER, decision="debarment_sent_back", reason="期限已过")
    await bar(case)
    assert (await case.row()).until == LAST


async def test_enterprise_that_said_nothing_is_let_go_when_the_bar_is_sent_back_and_none_proposed(skipping: Office) -> None:
    case = await opened(skipping)
    await on_the_last_day(case)
    await case.skip(timedelta(minutes=2))
    await case.happened("statement_lapsed")
    await case.answer("debarment_decision", THIRD_APPROVER, decision="debarment_sent_back", reason="请补充依据")
    assert not await stands(skipping, TODAY)
    await let_go(case)
    assert await stands(skipping, TODAY)


async def test_bar_is_refused_when_it_lasts_longer_than_a_rule_lets_it(skipping: Office) -> None:
    case = await opened(skipping)
    own = {"item_code": "science-award", "document_no": "京技管细则〔2026〕8号", "entered_by": "officer-1", "approved_by": "approver-1"}
    await skipping.add(ImplementingRule(**own, effective_from=date(2026, 1, 1), values={"barring_years": 1}))
    # Its own clock has gone on while money was paid back.
    last = years_after(await day_of(skipping, case), 1)
    answer: dict[str, Any] = {"decision": "bar_proposed", "reason": REASON}
    late = (last + timedelta(days=2)).isoformat()
    assert await case.refusal_of_answer("debarment_proposal", OTHER_OFFICER, until=late, **answer) == "invalid_input"
    assert (await case.row()).stage == "proposal"
    await case.answer("debarment_proposal", OTHER_OFFICER, until=last.isoformat(), **answer)
    assert (await case.row()).stage == "hearing"


async def test_decision_is_refused_when_time_has_overtaken_the_last_day(skipping: Office) -> None:
    case = await opened(skipping)
    last = await day_of(skipping, case) + timedelta(days=1)
    await propose(case, until=last.isoformat())
    await case.answer("debarment_statement", APPLICANT, decision="statement_waived")
    await case.skip(timedelta(days=1))
    assert await case.refusal_of_answer("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚") == "invalid_input"
    assert (await case.row()).stage == "decision"


async def test_bar_is_decided_by_nobody_who_asked_for_the_demand_or_approved_it(skipping: Office) -> None:
    case = await opened(skipping)
    await propose(case)
    await case.answer("debarment_statement", APPLICANT, decision="statement_waived")
    for somebody in (OFFICER, DEPUTY, OTHER_OFFICER):
        approver = replace(somebody, grants=grants(Role.APPROVER))
        assert await case.refusal_of_answer("debarment_decision", approver, decision="barred", reason="事实清楚") == "four_eyes"


async def test_bar_is_lifted_by_two_people_and_stands_when_the_second_refuses(skipping: Office) -> None:
    case = await opened(skipping)
    await bar(case)
    ask = message("lifting_asked", OFFICER, **LIFTING)
    await case.ask("request", ask)
    assert await case.refusal("request", message("lifting_asked", OTHER_OFFICER, **LIFTING)) == "duplicate"
    assert (await case.task("debarment_lifting")).about["lifting"] == LIFTING
    assert await case.refusal_of_answer("debarment_lifting", THIRD_APPROVER, decision="lifted") == "four_eyes"
    await case.answer("debarment_lifting", DEPUTY, decision="lifting_refused", reason="核实函未写明结论")
    assert (await case.row()).stage == "barred"
    assert not await stands(skipping, TODAY)
    await lift(case)
    assert await stands(skipping, TODAY)


async def test_successor_of_a_barred_enterprise_is_barred_and_heard(skipping: Office) -> None:
    case = await opened(skipping)
    await propose(case)
    with skipping.starting():
        await take_over(skipping)
    await case.answer("debarment_statement", SUCCESSOR, decision="statement_waived")
    await case.answer("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚")
    await case.reach("barred")
    assert not await stands(skipping, LAST, YUNHENG)


async def said_of(office: Office, application: Application | Case) -> list[str]:
    """Return what an enterprise was told of an application for the sake of its standing."""
    query = select(Message.zh).where(Message.case_id == application.id, Message.zh.contains("限制申报"))
    return list(await office.all(query.order_by(Message.id)))


async def test_open_applications_are_told_once_what_a_bar_means_and_that_it_was_lifted(skipping: Office) -> None:
    draft = await skipping.draft()
    pending, awarded, withdrawn = [await skipping.apply_for() for _ in range(3)]
    await withdrawn.withdraw()
    await awarded.to_commitment()
    case = await opened(skipping)
    await bar(case)
    until = f"贵单位被限制申报支持资金至{in_chinese(LAST)}（含当日，{case.number}），"
    paid_out = f"{until}{awarded.number}在此期间暂停拨付，是否继续拨付由审批人决定。"
    assert await said_of(skipping, draft) == [f"{until}{draft.number}在此期间不能提交。"]
    assert await said_of(skipping, pending) == [f"{until}{pending.number}在此期间不予审定支持。"]
    assert await said_of(skipping, awarded) == [paid_out]
    await lift(case)
    over = f"对贵单位的限制申报（{case.number}）已终止，"
    assert (await said_of(skipping, draft))[1:] == [f"{over}{draft.number}可以提交。"]
    assert (await said_of(skipping, pending))[1:] == [f"{over}{pending.number}可以按规定审定。"]
    assert (await said_of(skipping, awarded))[1:] == [f"{over}{awarded.number}可以按规定拨付。"]
    assert await said_of(skipping, withdrawn) == []


async def test_open_application_is_told_when_a_bar_has_run_out(skipping: Office) -> None:
    draft = await skipping.draft()
    case = await opened(skipping)
    await bar(case)
    row: Debarment = await case.row()
    assert row.wakes_at is not None
    await case.skip_until(row.wakes_at + timedelta(minutes=1))
    await case.reach("ended")
    assert [("不能提交" in one, "可以提交" in one) for one in await said_of(skipping, draft)] == [(True, False), (False, True)]


async def test_open_application_is_not_told_that_it_goes_on_while_another_bar_stands(skipping: Office) -> None:
    draft = await skipping.draft()
    case = await opened(skipping)
    await bar(case)
    award = application("science-award", WAN, certificate_no="另一证书")
    async with skipping.database.writing() as session:
        session.add(award)
        await session.flush()
        claim = demanded(award, "fraud", "settled")
        session.add(claim)
        await session.flush()
        given = {"department": "sti", "created_by": "system", "item_code": award.item_code, "enterprise_uscc": CHENXIN}
        barred = {"stage": "barred", "told_at": datetime.now(UTC), "barred_on": TODAY, "until": LAST}
        session.add(Debarment(number="DB-OTHER", clawback_id=claim.id, **given, **barred))
    await lift(case)
    assert [("不能提交" in one) for one in await said_of(skipping, draft)] == [True]


async def test_applications_of_another_enterprise_are_told_nothing_of_a_bar(skipping: Office) -> None:
    other = await skipping.apply_for(uscc=YUNHENG)
    await bar(await opened(skipping))
    assert await said_of(skipping, other) == []
