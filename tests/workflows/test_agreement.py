"""The agreement of an investment: entered from the signed paper, compared with what was resolved, confirmed by a second officer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import AgendaItem, Message, Notice
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, Case, Office
from tests.workflows.investments import COST, added, agree, agreement, begun, sign, signing, terms, to_listing, today
from tests.workflows.letters import letters_of
from tests.workflows.meetings import called, minuted, officer_of, tabled, vote

OTHERWISE: dict[str, Any] = {
    "less_by_a_fen": {"amount_fen": COST - 1},
    "more_by_a_fen": {"amount_fen": COST + 1},
    "smaller_share": {"share_bp": 499},
    "valued_higher_by_a_fen": {"valuation_fen": 20 * COST + 1},
    "window_from_earlier": {"window_from": today().isoformat()},
    "window_for_longer": {"window_to": "2099-12-31"},
    "lower_rate": {"rate_bp": 434},
    "another_formula": {"formula": "other"},
}


async def enter(case: Case, **changes: Any) -> str | None:
    return await case.refusal_of_answer("agreement_signature", OFFICER, **(await agreement(case, **changes)))


async def entered(case: Case, **changes: Any) -> None:
    await case.answer("agreement_signature", OFFICER, **(await agreement(case, **changes)))


async def test_enterprise_commits_on_the_agreement_that_a_second_officer_confirmed(skipping: Office) -> None:
    case = await signing(skipping)
    [resolved] = await skipping.all(select(AgendaItem.terms).where(AgendaItem.case_id == case.id))
    shown = (await case.task("agreement_signature")).about
    assert (shown["award_fen"], shown["investment"]) == (COST, resolved | {"formula": "simple_interest_365"})
    assert [task.kind for task in await case.tasks()] == ["agreement_signature"]
    await agree(case)
    about = (await case.task("commitment")).about
    assert (about["agreement"]["agreement_no"], about["agreement"]["share_bp"]) == ("投资协议〔2026〕1号", 500)
    assert about["agreement"]["paper"]["sha256"] == "0" * 64


@pytest.mark.parametrize("fact", OTHERWISE)
async def test_agreement_is_refused_when_it_says_otherwise_than_was_resolved(skipping: Office, fact: str) -> None:
    assert await enter(await signing(skipping), **OTHERWISE[fact]) == "invalid_input"


async def test_agreement_is_refused_when_it_is_signed_tomorrow(skipping: Office) -> None:
    # The office's own time may be ahead of ours.
    assert await enter(await signing(skipping), signed_on=(today() + timedelta(days=400)).isoformat()) == "invalid_input"


async def test_agreement_is_refused_when_its_document_is_another(skipping: Office) -> None:
    case, other = await signing(skipping), await to_listing(skipping)
    for document in (await added(case, "cap_table"), await added(other), "00000000-0000-0000-0000-000000000000"):
        assert await enter(case, document=document) == "invalid_input"


async def test_agreement_is_refused_when_it_is_said_to_differ_and_does_not(skipping: Office) -> None:
    given = {"decision": "agreement_found_different", "reason": "双方另有约定"}
    assert await enter(await signing(skipping), **given) == "invalid_input"


async def test_agreement_is_confirmed_by_another_than_entered_it(skipping: Office) -> None:
    case = await signing(skipping)
    await entered(case)
    assert await case.refusal_of_answer("agreement_confirmation", OFFICER, decision="agreement_signed") == "four_eyes"


async def test_agreement_is_entered_anew_when_the_second_officer_sends_it_back(skipping: Office) -> None:
    case = await signing(skipping)
    await entered(case)
    await case.answer("agreement_confirmation", OTHER_OFFICER, decision="agreement_sent_back", reason="扫描件缺页")
    await agree(case)
    await case.task("commitment")


async def test_agreement_that_says_what_was_resolved_is_not_put_before_a_meeting_again(skipping: Office) -> None:
    case = await signing(skipping)
    await entered(case)
    form = (await case.task("agreement_confirmation")).asked["properties"]["decision"]["oneOf"]
    assert [one["const"] for one in form] == ["agreement_signed", "agreement_sent_back"]


async def found_different(office: Office, **changes: Any) -> Case:
    case = await signing(office)
    await entered(case, decision="agreement_found_different", reason="双方议定的持股比例不同", **changes)
    return case


async def test_agreement_that_differs_is_never_signed(skipping: Office) -> None:
    case = await found_different(skipping, share_bp=600)
    task = await case.task("agreement_confirmation")
    assert task.about["differs"] == ["share_bp"]
    assert [one["const"] for one in task.asked["properties"]["decision"]["oneOf"]] == ["agreement_reopened", "agreement_sent_back"]


async def test_agreement_that_differs_is_resolved_anew_before_it_is_paid(skipping: Office) -> None:
    before = await skipping.balances()
    case = await found_different(skipping, share_bp=600, valuation_fen=COST * 10_000 // 600)
    await case.answer("agreement_confirmation", OTHER_OFFICER, decision="agreement_reopened")
    await case.reach("committee")
    assert (await skipping.balances()).get("obligation", 0) == before.get("obligation", 0)
    asked = (await case.task("meeting_listing")).about["reopened"]
    assert (asked["differs"], asked["agreed"]["share_bp"]) == (["share_bp", "valuation_fen"], 600)
    told = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc.is_not(None)).order_by(Message.id.desc())
    assert "重新提交专题会审议" in (await skipping.all(told))[0]
    meeting = await called(skipping)
    await tabled(case, meeting, COST, terms(share_bp=600, valuation_fen=COST * 10_000 // 600))
    await meeting.answer("meeting_convening", await officer_of(meeting), decision="convened")
    # Whoever votes again reads why, what was resolved before, and what the parties would agree on.
    read = (await meeting.task("meeting_vote")).about["reopened"]
    assert (read["reason"], read["agreed"]["share_bp"]) == ("双方议定的持股比例不同", 600)
    assert (read["resolved"]["award_fen"], read["resolved"]["investment"]["share_bp"]) == (COST, 500)
    await vote(meeting)
    await minuted(meeting)
    await case.answer("decision", HEAD, decision="approved")
    await case.answer("second_decision", DEPUTY, decision="approved")
    await case.clear_notice()
    await sign(case)
    await case.pay()
    assert (await (await begun(skipping, case)).row()).agreed["share_bp"] == 600


async def test_letter_and_notice_read_as_taken_back_when_the_agreement_is_resolved_anew(skipping: Office) -> None:
    case = await found_different(skipping, share_bp=600)
    [*_, (granted, before)] = await letters_of(case)
    await case.answer("agreement_confirmation", OTHER_OFFICER, decision="agreement_reopened")
    await case.reach("committee")
    letters = await letters_of(case)
    assert [event for event, _ in letters[-2:]] == [granted, "agreement_reopened"]
    (_, after), (_, taken_back) = letters[-2:]
    number = next(line for line in taken_back.splitlines() if "撤支" in line)
    assert after.replace(f"（本文书已由{number}撤回、代替或者变更，以该文书和此后作出的文书为准）\n", "") == before != after
    assert "《关于“高科技成长中小企业股权投资”申请的支持决定通知书》" in taken_back
    assert "理由：双方议定的持股比例不同。" in taken_back
    [notice] = await skipping.all(select(Notice).where(Notice.case_id == case.id))
    assert notice.state == "overturned"


async def test_applicant_signs_nothing_before_the_agreement_is_confirmed(skipping: Office) -> None:
    case = await signing(skipping)
    await entered(case)
    assert {task.kind for task in await case.tasks()} == {"agreement_confirmation"}
    query = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == APPLICANT.enterprise)
    assert any("签署投资协议" in text for text in await skipping.all(query))
