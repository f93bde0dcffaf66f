"""补充支持的公示。A supplement is on public notice before it is paid, and an objection to it may bring it down."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Assessment, Message, Notice
from policy.actors import Actor
from policy.letters.wording import amount_with_capitals
from tests.office import DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, Office
from tests.workflows.letters import letters_of, replaced_in
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_anew

MORE = FIRST - SECOND
FOURTH_APPROVER = replace(THIRD_APPROVER, subject="approver-sti-4")


async def on_notice(office: Office) -> Anew:
    """Decide on a supplement, and return it while its notice runs."""
    return await (await paid_anew(office, "first")).on_notice()


async def fallen(office: Office) -> Anew:
    """Bring a supplement down by an objection."""
    found = await on_notice(office)
    await found.case.object()
    await found.case.uphold(OTHER_OFFICER, THIRD_APPROVER)
    return found


async def grades(found: Anew) -> list[str]:
    """Return the grade of every assessment that was kept of an award, oldest first."""
    kept = await found.office.all(select(Assessment).where(Assessment.application_id == found.award.id).order_by(Assessment.id))
    return [str(one.facts["grade"]) for one in kept]


async def test_supplement_is_published_and_not_payable_when_it_is_decided(skipping: Office) -> None:
    found = await on_notice(skipping)
    notice: Notice = await found.case.notice()
    assert (notice.state, notice.amount_fen) == ("open", MORE)
    assert [task.kind for task in await found.case.tasks()] == []
    assert not await found.case.payments()
    assert (await balanced(skipping))["pre_commitment"] == MORE
    assert await grades(found) == ["second"]


async def test_supplement_is_paid_when_its_notice_is_over(skipping: Office) -> None:
    found = await on_notice(skipping)
    await found.clear_notice()
    assert (await found.case.notice()).state == "cleared"
    await found.case.pay()
    await found.case.reach("supplemented")
    assert (await found.application()).supplement_paid_fen == MORE
    assert await grades(found) == ["second", "first"]
    await balanced(skipping)


async def test_supplement_goes_back_and_its_money_is_free_when_an_objection_is_upheld(skipping: Office) -> None:
    found = await fallen(skipping)
    came_back = (await found.case.task("redecision_proposal")).about["came_back"]
    assert (came_back["event"], came_back["reason"]) == ("objection_upheld", "证书系伪造")
    application = await found.application()
    assert (application.supplement_fen, (await found.row()).award_fen) == (0, None)
    assert (await balanced(skipping))["pre_commitment"] == 0
    assert await grades(found) == ["second"]
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已重新核实")
    await found.supplement()
    assert (await found.application()).supplement_paid_fen == MORE


async def test_notice_goes_on_when_an_objection_is_dismissed(skipping: Office) -> None:
    found = await on_notice(skipping)
    await found.case.object()
    assert (await found.case.row()).stage == "objection"
    await found.case.answer("objection_ruling", OTHER_OFFICER, decision="objection_dismissed", reason="证书属实")
    await found.case.reach("public_notice")
    await found.clear_notice()


@pytest.mark.parametrize(
    ("kind", "by", "decision"),
    [
        ("objection_ruling", OFFICER, "upholding_proposed"),
        ("objection_confirmation", HEAD, "objection_upheld"),
        ("objection_confirmation", DEPUTY, "objection_upheld"),
    ],
)
async def test_objection_is_not_ruled_on_by_whoever_proposed_or_decided_what_it_is_about(
    skipping: Office, kind: str, by: Actor, decision: str
) -> None:
    found = await on_notice(skipping)
    await found.case.object()
    if kind == "objection_confirmation":
        await found.case.answer("objection_ruling", OTHER_OFFICER, decision="upholding_proposed", reason="存疑")
    assert await found.case.refusal_of_answer(kind, by, decision=decision, reason="存疑") == "four_eyes"


# -- whoever decides once more ------------------------------------------------------------------------------------------------------


def is_shown(about: dict[str, Any]) -> bool:
    """Tell whether an objection is shown with its ruling and the reasons, and nothing of whose it is."""
    objection = about["came_back"]["objection"]
    assert "张三" not in json.dumps(about, ensure_ascii=False)
    ruling = (objection["proposed"]["reason"], objection["upheld"]["reason"], objection["upheld"]["by"])
    return objection["grounds"] == "证书存疑" and ruling == ("证书系伪造", "证书系伪造", THIRD_APPROVER.subject)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ([("redecision_proposal", "reproposed", OFFICER)], "redecision_decision"),
        ([("redecision_proposal", "withdrawal_asked", OFFICER)], "withdrawal_confirmation"),
        (
            [
                ("redecision_proposal", "withdrawal_asked", OFFICER),
                ("withdrawal_confirmation", "withdrawal_refused", DEPUTY),
                ("redecision_proposal", "reproposed", OFFICER),
            ],
            "redecision_decision",
        ),
    ],
)
async def test_whoever_decides_once_more_reads_the_objection_and_did_not_rule_on_it(
    skipping: Office, answers: list[tuple[str, str, Actor]], kind: str
) -> None:
    found = await fallen(skipping)
    assert is_shown((await found.case.task("redecision_proposal")).about)
    for task, decision, by in answers:
        await found.case.answer(task, by, decision=decision, reason="已重新核实")
    assert is_shown((await found.case.task(kind)).about)
    decision = {"redecision_decision": "redecided", "withdrawal_confirmation": "proposal_withdrawn"}[kind]
    assert await found.case.refusal_of_answer(kind, THIRD_APPROVER, decision=decision, reason="同意") == "four_eyes"


async def test_whoever_dismissed_an_objection_does_not_decide_once_more_either(skipping: Office) -> None:
    found = await on_notice(skipping)
    await found.case.object()
    await found.case.object(name="李四")
    await found.case.answer("objection_ruling", OTHER_OFFICER, decision="upholding_proposed", reason="存疑")
    await found.case.answer("objection_confirmation", THIRD_APPROVER, decision="objection_dismissed", reason="证书属实")
    await found.case.uphold(OTHER_OFFICER, FOURTH_APPROVER)
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已重新核实")
    for ruled in (THIRD_APPROVER, FOURTH_APPROVER):
        assert await found.case.refusal_of_answer("redecision_decision", ruled, decision="redecided", reason="同意") == "four_eyes"


# -- letters ------------------------------------------------------------------------------------------------------------------------


async def test_enterprise_is_told_by_letter_when_a_supplement_falls_by_an_objection(skipping: Office) -> None:
    found = await fallen(skipping)
    [decided, fell] = await letters_of(found.case)
    assert (decided[0], fell[0]) == ("redecided", "objection_upheld")
    assert f"补充支持{amount_with_capitals('zh', MORE)}，并已公示。公示期间收到的异议经核实成立，理由：证书系伪造。" in fell[1]
    assert "再决〔" in fell[1]
    assert "张三" not in fell[1]


@pytest.mark.parametrize("ends", ["proposal_withdrawn", "redecision_refused"])
async def test_enterprise_is_told_by_letter_when_what_was_published_is_dropped(skipping: Office, ends: str) -> None:
    found = await fallen(skipping)
    if ends == "proposal_withdrawn":
        await found.case.answer("redecision_proposal", OFFICER, decision="withdrawal_asked", reason="异议成立")
        await found.case.answer("withdrawal_confirmation", DEPUTY, decision=ends, reason="同意")
    else:
        await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已重新核实")
        await found.decide(decision=ends)
    await found.case.happened(ends)
    event, letter = (await letters_of(found.case))[-1]
    assert event == ends
    assert "我局曾以" in letter
    assert "再决〔" in letter
    assert "经研究，不再作出该项再决定，上述通知书不再执行，原支持决定继续有效" in letter
    assert "如不服本决定" in letter
    assert f"{found.case.number}：不再作出再决定，此前有效的决定不变，见通知书。" in await told_of(found)


async def told_of(found: Anew) -> list[str]:
    """Return what the enterprise was told of a re-decision."""
    query = select(Message.zh).where(Message.case_id == found.case.id, Message.enterprise_uscc.is_not(None))
    return list(await found.office.all(query))


async def test_letter_of_another_redecision_changes_the_award_and_not_what_was_dropped(skipping: Office) -> None:
    found = await fallen(skipping)
    await found.case.answer("redecision_proposal", OFFICER, decision="withdrawal_asked", reason="异议成立")
    await found.case.answer("withdrawal_confirmation", DEPUTY, decision="proposal_withdrawn", reason="同意")
    await found.case.reach("withdrawn")
    second = await anew(skipping, found.award, {"grade": "other"})
    await second.case.task("redecision_statement")
    [(_, letter)] = await letters_of(second.case)
    assert "再决定通知书》" not in letter
    assert "，原决定见" in letter


async def test_second_letter_gives_the_ground_of_the_first_and_names_it(skipping: Office) -> None:
    found = await fallen(skipping)
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已重新核实")
    await found.decide(clears=False)
    await found.case.reach("public_notice")
    texts = [text for event, text in await letters_of(found.case) if event == "redecided"]
    assert ["与实际不符（获奖等级登记有误）" in text for text in texts] == [True, True]
    assert ["已重新核实" in text for text in texts] == [False, False]
    number = next(line.strip() for line in texts[0].splitlines() if "号" in line and "再决" in line)
    assert ["本文书代替" in text for text in texts] == [False, True]
    assert f"（{number}），后者不再执行" in texts[1]
    assert await replaced_in(found.case) == [("redecided", 1), ("objection_upheld", None), ("redecided", None)]


async def test_second_letter_gives_another_ground_when_that_was_corrected_as_well(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await found.hear()
    await found.decide(decision="redecision_sent_back", reason="缘由表述不准")
    again = {"decision": "reproposed", "ground": "证书已被撤销", "reason": "更正表述"}
    await found.case.answer("redecision_proposal", OFFICER, **again)
    await found.case.task("redecision_statement")
    first, second = (text for event, text in await letters_of(found.case) if event == "found_less")
    assert ("与实际不符（获奖等级登记有误）" in first, "与实际不符（证书已被撤销）" in second) == (True, True)
    assert "本文书代替" in second
    assert (await found.row()).reason == "证书已被撤销"
    assert await replaced_in(found.case) == [("found_less", 1), ("found_less", None)]
    # A decision follows the notice of its hearing, and takes nobody's place.
    await found.hear()
    await found.decide()
    assert "本文书代替" not in (await letters_of(found.case))[-1][1]
    assert await replaced_in(found.case) == [("found_less", 1), ("found_less", None), ("redecided", None)]
