"""分次发出。Offers of a run are released all at once, or one or a few at a time."""

from __future__ import annotations

from sandbox.enterprises import CHENXIN, HAIXI, QINGHE, YUNHENG
from tests.office import APPLICANT, HEAD, WAN, Case, Office, message
from tests.workflows.annual_runs import counted, growth_rule, member, members, offer_to, order, reassessment, run_case
from tests.workflows.letters import letters_of, replaced_in


async def to_release(office: Office) -> Case:
    await growth_rule(office)
    run = await run_case(office, await order(office))
    await run.reach("release")
    return run


async def offered(office: Office, run: Case) -> set[str]:
    """Return who has an offer of the run."""
    return {found.uscc for found in await members(office, run) if found.application_id is not None}


async def released(run: Case, kind: str, *usccs: str) -> None:
    """Release the offers of some members, or of all where none is named."""
    named = {"members": list(usccs)} if usccs else {}
    await run.answer(kind, HEAD, decision="released", **named)
    await run.reach("open")


async def test_one_then_the_rest_is_offered_when_they_are_released_so(growth: Office) -> None:
    run = await to_release(growth)
    await released(run, "annual_run_release", QINGHE)
    assert await offered(growth, run) == {QINGHE}
    left = [await member(growth, run, uscc) for uscc in (CHENXIN, YUNHENG)]
    about = (await run.task("further_release")).about
    assert (about["count"], about["amount_fen"]) == (2, sum(found.award_fen or 0 for found in left))
    await released(run, "further_release", CHENXIN)
    assert await offered(growth, run) == {QINGHE, CHENXIN}
    # One that comes before those that were offered is not passed over.
    await released(run, "further_release")
    assert await offered(growth, run) == {QINGHE, CHENXIN, YUNHENG}
    assert ((await run.row()).offered, await run.tasks()) == (3, [])
    assert (await (await offer_to(growth, run, CHENXIN)).task("offer")).about["award_fen"] == 120 * WAN


async def test_nothing_is_released_when_somebody_is_named_for_whom_no_offer_waits(growth: Office) -> None:
    run = await to_release(growth)
    assert await run.refusal_of_answer("annual_run_release", HEAD, decision="released", members=[CHENXIN, HAIXI]) == "invalid_input"
    assert (await run.row()).stage == "release"
    await released(run, "annual_run_release", CHENXIN)
    assert await run.refusal_of_answer("further_release", HEAD, decision="released", members=[CHENXIN]) == "invalid_input"
    assert await offered(growth, run) == {CHENXIN}


async def test_award_that_waits_goes_on_waiting_when_its_figure_is_corrected(growth: Office) -> None:
    run = await to_release(growth)
    await released(run, "annual_run_release", QINGHE)
    await counted(growth, CHENXIN, rd_expense_fen=4_000 * WAN)
    await run.ask("request", reassessment(CHENXIN))
    assert await offered(growth, run) == {QINGHE}
    await released(run, "further_release", CHENXIN)
    assert (await (await offer_to(growth, run, CHENXIN)).task("offer")).about["award_fen"] == 140 * WAN


async def test_offer_is_taken_back_until_it_is_confirmed_and_may_be_released_again(growth: Office) -> None:
    run = await to_release(growth)
    await released(run, "annual_run_release")
    first = await offer_to(growth, run, CHENXIN)
    back = message("release_rolled_back", HEAD, uscc=CHENXIN, reason="名单公布有误")
    assert (await run.ask("request", back)).event == "release_rolled_back"
    assert await first.handle.result() == "withdrawn"
    assert "offer_rolled_back" in await first.events()
    letters = dict(await letters_of(first))
    assert "，现予撤回，此前的告知不再有效；如再次告知，另行通知。" in letters["offer_rolled_back"]
    assert "撤回的理由：名单公布有误。" in letters["offer_rolled_back"]
    assert await replaced_in(first) == [("offered", 1), ("offer_rolled_back", None)]
    assert (await run.task("further_release")).about["count"] == 1
    again = message("release_rolled_back", HEAD, uscc=CHENXIN, reason="再次撤回")
    assert await run.refusal("request", again) == "wrong_stage"
    await released(run, "further_release")
    second = await offer_to(growth, run, CHENXIN)
    assert second.id != first.id
    await second.answer("offer", APPLICANT, decision="offer_confirmed")
    late = message("release_rolled_back", HEAD, uscc=CHENXIN, reason="已经确认")
    assert await run.refusal("request", late) == "wrong_stage"
