"""An open offer whose member is reassessed: nothing of it changes where nothing has changed, and a dispute is answered, not swept away."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Message
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, OFFICER, WAN, Case, Office
from tests.workflows.annual_runs import counted, growth_rule, member, offer_to, order, reassessment, release, run_case


async def offered(office: Office) -> tuple[Case, Case]:
    """Release a run, and return it with what it offers CHENXIN: 1 200 000 yuan for 39 million spent."""
    await growth_rule(office)
    run = await run_case(office, await order(office))
    await release(run)
    return run, await offer_to(office, run, CHENXIN)


async def dispute(offer: Case) -> None:
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["size"], reason="应为大型企业")


async def told(office: Office, offer: Case) -> str:
    """Return what its enterprise was told last."""
    query = select(Message.zh).where(Message.case_id == offer.id, Message.enterprise_uscc == CHENXIN).order_by(Message.id.desc())
    return str((await office.all(query))[0])


@pytest.mark.parametrize("disputed", [False, True])
async def test_nothing_of_an_offer_changes_when_its_sources_say_the_same(growth: Office, *, disputed: bool) -> None:
    run, offer = await offered(growth)
    if disputed:
        await dispute(offer)
    events, before = await offer.events(), await offer.tasks()
    assert (await run.ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    assert await offer.events() == events
    assert [(task.id, task.closed_at) for task in await offer.tasks()] == [(task.id, None) for task in before]
    assert (await member(growth, run, CHENXIN)).reassessed_by == OFFICER.subject


@pytest.mark.parametrize(
    "figures",
    [{"rd_expense_fen": 3_900 * WAN - 5}, {"rd_expense_fen": 3_900 * WAN + 5}, {"rd_expense_fen": 3_300 * WAN}, {"size": "large"}],
    ids=["less", "more", "nothing", "as-much"],
)
async def test_reassessment_is_refused_when_a_dispute_is_not_answered_and_something_has_changed(
    growth: Office, figures: dict[str, Any]
) -> None:
    run, offer = await offered(growth)
    await dispute(offer)
    await counted(growth, CHENXIN, **figures)
    assert await run.refusal("request", reassessment(CHENXIN)) == "wrong_stage"
    assert await offer.events() == ["offered", "offer_disputed"]
    (review,) = await offer.tasks()
    assert (review.kind, review.about["reason"]) == ("figure_review", "应为大型企业")
    found = await member(growth, run, CHENXIN)
    assert (found.award_fen, found.reassessed_by) == (120 * WAN, None)


@pytest.mark.parametrize(
    ("figures", "event", "said"),
    [
        (
            {"rd_expense_fen": 3_800 * WAN},
            "offer_revised",
            "异议已请来源单位核对，本年度研发费用已更正，金额由120万元变为100万元，请重新确认。",
        ),
        (
            {"size": "large"},
            "offer_revised",
            "异议已请来源单位核对，企业规模已更正，金额仍为120万元，请重新确认。",
        ),
        (
            {"rd_expense_fen": 3_300 * WAN},
            "offer_revoked",
            "异议已请来源单位核对，本年度研发费用已更正，经重新核算不再符合条件，可申请一次复核。",
        ),
    ],
    ids=["less", "as-much", "nothing"],
)
async def test_enterprise_is_told_what_changed_when_its_dispute_is_answered_by_the_source(
    growth: Office, figures: dict[str, Any], event: str, said: str
) -> None:
    _, offer = await offered(growth)
    await dispute(offer)
    await counted(growth, CHENXIN, **figures)
    await offer.answer("figure_review", OFFICER, decision="figures_asked", reason="请统计部门核对")
    await offer.happened(event)
    assert (await told(growth, offer)).endswith(said)


@pytest.mark.parametrize(
    ("spent_fen", "said"),
    [
        (3_800 * WAN, "本年度研发费用已更正，金额由120万元变为100万元，请重新确认。"),
        (4_000 * WAN, "本年度研发费用已更正，金额由120万元变为140万元；原告知撤回，经审核后重新告知。"),
    ],
)
async def test_enterprise_is_told_what_changed_when_its_open_offer_is_reassessed(growth: Office, spent_fen: int, said: str) -> None:
    run, offer = await offered(growth)
    await counted(growth, CHENXIN, rd_expense_fen=spent_fen)
    await run.ask("request", reassessment(CHENXIN))
    sentence = await told(growth, offer)
    assert sentence.endswith(said)
    assert "异议" not in sentence
