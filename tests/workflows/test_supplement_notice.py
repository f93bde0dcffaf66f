"""补充支持的公示。A supplement is on public notice before it is paid, and an objection to it may bring it down."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.tables import Assessment, Notice
from policy.actors import Actor
from tests.office import DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, Office
from tests.workflows.redecisions import FIRST, SECOND, Anew, balanced, paid_anew

MORE = FIRST - SECOND


async def on_notice(office: Office) -> Anew:
    """Decide on a supplement, and return it while its notice runs."""
    found = await paid_anew(office, "first")
    await found.decide(clears=False)
    await found.case.reach("public_notice")
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
    found = await on_notice(skipping)
    await found.case.object()
    await found.case.uphold(OTHER_OFFICER, THIRD_APPROVER)
    came_back = (await found.case.task("redecision_proposal")).about["came_back"]
    assert came_back == {"event": "objection_upheld", "reason": "证书系伪造"}
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
