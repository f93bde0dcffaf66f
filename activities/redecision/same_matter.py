"""同一事项。Which demands for an error are about the facts that a re-decision corrects: whoever proposes it says so.

They give way to what the facts come to, and whoever approved one, or ruled on the objection to it, does not decide that; the rest stand
beside what the facts come to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from activities.case.context import TransitionContext
from models.commands import involvement as involvements
from models.queries import case, error_demand
from models.queries import task as tasks
from models.queries.family import Family
from models.tables import Clawback, Redecision
from policy.errors import Code, Fault, Refusal
from policy.processes.clawback.grounds import SAME_MATTER
from policy.processes.kernel.duties import Duty
from policy.processes.redecision.tasks import ENDED_BY
from policy.text import Text

_DECIDING: Final = ("clawback_approval", "clawback_ruling", "reduction_confirmation")
_NONE_OF_IT: Final = Text("不是该项支持因误付提出的追回", "names what is no demand for an error of this award")


async def name(context: TransitionContext[Redecision]) -> None:
    """Keep who is not to decide on what is proposed, since they decided on a demand it names.

    Raises:
        Refusal: `invalid_input`, when it names what is no demand for an error that stands beside the award.
    """
    known = {demand.number: demand for demand in await _beside(context)}
    named = [known[number] for number in context.case.same_matter if number in known]
    for demand in named:
        for task in await tasks.completed(context.session, demand.id, _DECIDING):
            if task.completed_by is not None:
                await involvements.add(context.session, task.completed_by, Family((context.case.id,)), Duty.DECIDE, ENDED_BY)
    if len(named) < len(set(context.case.same_matter)):
        detail = Text("所列追回有误。", "The demands that are named are not valid.")
        raise Refusal(Code.INVALID_INPUT, detail, [Fault("same_matter", _NONE_OF_IT)])


async def shown(context: TransitionContext[Redecision]) -> dict[str, Any]:
    """Return the demands for an error of the award for whoever decides, with what was said of each; nothing where there is none."""
    same = context.case.same_matter
    found = [
        {
            "clawback": demand.number,
            "amount_fen": error_demand.answers_for(demand),
            "reason": demand.reckoning.get("reason"),
            "same_matter": demand.number in same,
        }
        for demand in await _beside(context)
    ]
    return {"error_demands": found} if found else {}


async def note(context: TransitionContext[Redecision]) -> None:
    """Note on the demands that are named that they are about the facts: they give way to what these come to, from now on."""
    for found in await _beside(context):
        if found.number in context.case.same_matter:
            demand = await case.lock(context.session, Clawback, found.id)
            demand.reckoning = demand.reckoning | {SAME_MATTER: context.case.number}


async def _beside(context: TransitionContext[Redecision]) -> Sequence[Clawback]:
    return await error_demand.beside(context.session, context.case.application_id)
