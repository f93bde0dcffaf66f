"""The ways a re-decision goes, to be recorded: a supplement, a debt, an award that is paid otherwise, and figures that change meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.office import APPLICANT, DEPUTY, OFFICER, OTHER_OFFICER, Case, Office
from tests.replay.way import Ways
from tests.workflows.reclaim import reclaim
from tests.workflows.redecisions import anew, paid_anew


def of_paid(grade: str) -> Callable[[Office], Awaitable[Case]]:
    """Return the beginning of a way on which a paid award is decided anew."""

    async def begin(office: Office) -> Case:
        return (await paid_anew(office, grade)).case

    return begin


async def of_unpaid(office: Office) -> Case:
    """Propose to decide an award anew that waits for its payment."""
    award = await office.apply_for("science-award")
    await award.to_payment()
    return (await anew(office, award, {"grade": "first"})).case


async def with_a_demand(office: Office) -> Case:
    """Propose to decide a paid award anew, of which a part is asked back before that is decided."""
    found = await paid_anew(office, "other")
    await (await reclaim(office, found.award, 10)).approve()
    return found.case


async def supplemented(case: Case) -> None:
    await case.answer("redecision_decision", DEPUTY, decision="redecision_sent_back", reason="请补充依据")
    await case.answer("redecision_proposal", OTHER_OFFICER, decision="reproposed", reason="已补充依据")
    await case.answer("redecision_decision", DEPUTY, decision="redecided")
    await case.pay()
    await case.handle.result()


async def debt_found(case: Case) -> None:
    await case.answer("redecision_statement", APPLICANT, decision="statement_waived")
    await case.answer("redecision_decision", DEPUTY, decision="redecided")
    await case.handle.result()


async def unpaid_award_changed(case: Case) -> None:
    await case.answer("redecision_decision", DEPUTY, decision="redecided")
    await case.handle.result()


async def basis_changed(case: Case) -> None:
    await case.answer("redecision_statement", APPLICANT, decision="statement_waived")
    assert await case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "basis_changed"
    await case.answer("redecision_proposal", OFFICER, decision="withdrawal_asked", reason="已由追回处理")
    await case.answer("withdrawal_confirmation", DEPUTY, decision="proposal_withdrawn", reason="同意")
    await case.handle.result()


PATHS: Ways = {
    supplemented: {"begin": of_paid("first"), "durations": {"bank_return_watch": 1}},
    debt_found: {"begin": of_paid("other")},
    unpaid_award_changed: {"begin": of_unpaid},
    basis_changed: {"begin": with_a_demand},
}
