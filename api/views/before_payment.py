"""拨付前。What whoever lets an award be paid, or says whether it goes on, reads of it as it is today, whenever the task was opened."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from models.queries import conduct
from models.queries import redecision as redecisions
from models.session import Session
from models.tables import AwardedCase, Case, Redecision, Task
from policy.judging.standing import Finding, no_longer_so, of_filings, of_open_reduction
from policy.processes.disbursement.tasks import BEFORE_TREASURY, PAID_BY
from policy.processes.redecision.reckoning import ADVERSE

# What of a re-decision's reckoning says in short what it comes to.
_FIGURES: Final = ("before_fen", "after_fen", "amount_fen", "asked", "reduced_fen", "relieved_fen")


async def read_today(session: Session, task: Task, its_case: Case, today: date) -> dict[str, Any]:
    """Return what the doer of an open task before a payment reads besides: filings, and the re-decision of the award that is open.

    What an approver was asked about and is over by now says so (`over`), and what was filed since is among it.

    Args:
        session: The session.
        task: The task.
        its_case: Its case.
        today: The day.
    """
    if task.kind not in BEFORE_TREASURY or task.closed_at is not None or its_case.beneficiary is None:
        return {}
    stands = await conduct.of(session, its_case.beneficiary, today)
    anew = await redecisions.open_of(session, its_case.award_id, besides=its_case.id) if isinstance(its_case, AwardedCase) else None
    found: list[Finding] = of_filings(stands)
    if task.kind in PAID_BY:
        found += [of_open_reduction(anew.number)] if anew is not None and anew.outcome in ADVERSE else []
    else:
        asked: list[Finding] = task.about["findings"]
        over = no_longer_so(asked, stands)
        found = [one | {"over": True} if one in over else one for one in asked] + [one for one in found if one not in asked]
    return ({"findings": found} if found else {}) | ({"redecision": _in_short(anew)} if anew is not None else {})


def _in_short(anew: Redecision) -> dict[str, Any]:
    figures = {name: anew.reckoning[name] for name in _FIGURES if name in anew.reckoning}
    return {"number": anew.number, "stage": anew.stage, "outcome": anew.outcome} | figures
