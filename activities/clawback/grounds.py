"""追回事由减少。What follows for a demand when its source says that less of its ground is left: an approver sees both figures and decides.

Nothing of it is decided by the source alone, and nothing against it by one person. A demand that two keep although its ground has shrunk
is not asked about again for the same figure; where the figure changes while somebody has still to decide, the task is replaced by one with
the figures as they are. A re-decision of the award has been decided by two people already: what it asks for is done without asking again.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close, open_task
from activities.clawback.effects import booking, ground, move, shown
from activities.clawback.freed import note_freed
from activities.clawback.money import is_money_coming, open_money
from activities.disbursement.set_off import set_off_all
from models.commands import ledger
from models.commands.interest import lower_interest
from models.queries import application as applications
from models.queries import clawback as clawbacks
from models.queries import matching_project as matching_projects
from models.tables import Clawback
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.processes.clawback.grounds import GroundEvent
from policy.processes.clawback.lifecycle import CONTESTABLE, PAYING, Stage
from policy.processes.clawback.tasks import SHRUNK, when_shrunk
from policy.processes.kernel.closings import Closing
from policy.processes.kernel.task_kind import choice_of
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Clawback]()

_CHANGED = Text("金额已变动，请重新核对。", "The amount has changed meanwhile.")
_LESS = Text("应退缴金额由{before}调减为{after}", "{after} are demanded now instead of {before}")
_NO_INTEREST = Text(
    "已退缴的{after}不再计收没有事由部分的利息", "of {after}, which were paid back, no interest is asked of what had no ground"
)
_SHRUNK = ("proposal_shrunk", "demand_shrunk")
# What the enterprise is asked: not while the amount is open.
_ANSWER = "clawback_objection"
# What is asked of other figures than those a demand has now.
_REPLACED = (*SHRUNK, "clawback_approval", "dropping_confirmation")


@EFFECTS.of(GroundEvent.PROPOSAL_SHRANK, GroundEvent.DEMAND_SHRANK)
async def compare(context: TransitionContext[Clawback]) -> None:
    """Have the approver see what is demanded and what is left of it; what was asked before, of anybody, rested on other figures."""
    clawback = context.case
    # What was noted while something of the demand was being decided is asked about as soon as it is.
    found = context.detail if "left_fen" in context.detail else clawback.noted
    if found is None:
        raise Refusal(Code.WRONG_STAGE, _CHANGED)
    clawback.noted, context.detail, left_fen = None, dict(found), int(found["left_fen"])
    if not clawback.repaid_fen <= left_fen < clawback.amount_fen:
        raise Refusal(Code.WRONG_STAGE, _CHANGED)
    _withdraw_tasks(context, *_REPLACED, _ANSWER)
    context.detail = context.detail | {"about": {"before_fen": clawback.amount_fen} | dict(context.detail)}
    _say(context, clawback.amount_fen, left_fen)


@EFFECTS.of(GroundEvent.GROUND_NOTED)
async def note(context: TransitionContext[Clawback]) -> None:
    """Show whoever is deciding on a demand what the last look left of its ground; nothing, where all of it is back."""
    clawback, left_fen = context.case, int(context.detail["left_fen"])
    clawback.noted = dict(context.detail) if left_fen < clawback.amount_fen else None
    for task in context.open_tasks:
        task.about = {name: said for name, said in task.about.items() if name != "ground"} | ground(clawback)
    _say(context, clawback.amount_fen, left_fen)


async def _open(context: TransitionContext[Clawback], *, kind: str) -> None:
    """Open a task about what is left of the ground, for an approver who did not propose the demand, with why another asks for it."""
    about = context.detail.get("about") or ((context.task.about if context.task else {}) | {"reason": context.detail["reason"]})
    # Of a demand that stands nothing else is left to be decided, and what it owes is read as it is on the day.
    figures = await shown(context, kind, int(about["left_fen"])) if context.case.stage in CONTESTABLE else {}
    await open_task(context, KINDS[kind], about=about | figures)
    await _ask_for_money(context)


for _kind_of_task in SHRUNK:
    EFFECTS.opens(_kind_of_task)(partial(_open, kind=_kind_of_task))


@EFFECTS.asks(*_SHRUNK)
async def ask_what_fits(context: TransitionContext[Clawback], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any department
    """Ask for no more than what can be decided of this demand."""
    return choice_of(when_shrunk(_kind(context), _left_fen(context)))


@EFFECTS.of(GroundEvent.PROPOSAL_RESTORED, GroundEvent.DEMAND_RESTORED)
async def drop_question(context: TransitionContext[Clawback]) -> None:
    """Take back the question whether less is demanded; what was demanded is asked for again."""
    _withdraw_tasks(context, *SHRUNK)
    await _ask_debtor(context)


@EFFECTS.of(GroundEvent.PROPOSAL_LOWERED, GroundEvent.DEMAND_LOWERED)
async def lower(context: TransitionContext[Clawback]) -> None:
    """Demand what is left: the last instalments shrink first, and the books give up the rest."""
    _require_fitting(context)
    clawback, left_fen = context.case, _left_fen(context)
    before_fen, of_fen = clawback.amount_fen, _asks_of(clawback)
    await _give_up(context, before_fen - left_fen)
    clawback.amount_fen = left_fen
    # What a ruling had taken off is within what the ground has shrunk by.
    kept = {name: value for name, value in clawback.reckoning.items() if name != "reduced_from_fen"}
    clawback.reckoning = kept | _reckoning(context) | {"lowered_from_fen": before_fen}
    if clawback.stage in PAYING:
        # Of what was paid back and has no ground any more no interest is asked.
        owed_fen = await lower_interest(context.session, booking(context), clawback, int(_said(context).get("due_fen", left_fen)))
        context.detail = context.detail | ({"interest_owed_back_fen": owed_fen} if owed_fen else {})
        await set_off_all(context, clawback.enterprise_uscc)
    context.detail = context.detail | {"about": {"before_fen": before_fen, "after_fen": left_fen}}
    _say(context, before_fen, left_fen)
    said, before, after = _LESS if left_fen < before_fen else _NO_INTEREST, context.words["before"], context.words["after"]
    context.words["change"] = Text(said.zh.format(before=before.zh, after=after.zh), said.en.format(before=before.en, after=after.en))
    context.detail = context.detail | await _claimable_again(context)
    note_freed(context, of_fen - _asks_of(clawback))
    await _ask_debtor(context)


@EFFECTS.of(GroundEvent.PROPOSAL_WITHDRAWN, GroundEvent.DEMAND_WITHDRAWN)
async def withdraw(context: TransitionContext[Clawback]) -> None:
    """Give up the whole demand; should its ground come back, it may be asked for again."""
    _require_fitting(context)
    clawback = context.case
    await _give_up(context, clawback.amount_fen)
    clawback.reckoning = clawback.reckoning | {"withdrawn_fen": clawback.amount_fen}
    note_freed(context, _asks_of(clawback))


def _asks_of(clawback: Clawback) -> int:
    """Return what a demand answers for, in fen: of which a rule may have only a share asked."""
    return int(clawback.reckoning.get("asked_of_fen", clawback.amount_fen))


@EFFECTS.of(GroundEvent.PROPOSAL_KEPT, GroundEvent.DEMAND_KEPT)
async def keep(context: TransitionContext[Clawback]) -> None:
    """Let the demand stand, and do not ask again for the same figure."""
    context.case.reckoning = context.case.reckoning | {"kept_at_fen": _left_fen(context)}
    await _ask_debtor(context)


async def _ask_debtor(context: TransitionContext[Clawback]) -> None:
    """Ask for the demand once its amount is decided: for the enterprise's answer, in the whole of its time, or for the money."""
    if context.case.stage == Stage.NOTICED and not any(task.kind == _ANSWER for task in context.open_tasks):
        await open_task(context, KINDS[_ANSWER])
    await _ask_for_money(context)


async def _ask_for_money(context: TransitionContext[Clawback]) -> None:
    if context.case.stage in PAYING:
        await open_money(context)


async def _claimable_again(context: TransitionContext[Clawback]) -> dict[str, Any]:
    """Return what the year of a demand may be claimed for once more: what was repaid of it, and the upstream gives again."""
    claim = await applications.of(context.session, context.case.application_id)
    if context.case.cause != matching_projects.UPSTREAM_RECOVERY or claim.parent_id is None:
        return {}
    project, year = await matching_projects.of(context.session, claim.parent_id), int(claim.facts["funding_year"])
    fen = (await matching_projects.claimable_again(context.session, project, context.now)).get(year)
    return {"claimable_again": {"year": year, "fen": fen}} if fen else {}


def _require_fitting(context: TransitionContext[Clawback]) -> None:
    """Refuse to lower what has no ground at all, and to withdraw what has some left or was paid back; the form does not offer it."""
    if context.task is None:
        _require_unchanged(context)
        _withdraw_tasks(context, *_REPLACED)
    if context.event in when_shrunk(context.task.kind if context.task else _kind(context), _left_fen(context)):
        return
    message = Text("事由全部消失且没有退缴的撤销，否则只能调减", "is to withdraw where nothing is left or was paid back, else to lower")
    raise Refusal(Code.INVALID_INPUT, Text("不能作此决定。", "That cannot be decided here."), [Fault("decision", message)])


def _require_unchanged(context: TransitionContext[Clawback]) -> None:
    """Refuse what was decided elsewhere by other figures than those of the demand as it stands."""
    clawback, left_fen = context.case, _left_fen(context)
    # Of what was paid back already, interest alone may have lost its ground.
    shrinks = int(context.detail.get("due_fen", left_fen)) < clawback.amount_fen
    if context.detail["before_fen"] != clawback.amount_fen or not clawback.repaid_fen <= left_fen <= clawback.amount_fen or not shrinks:
        raise Refusal(Code.WRONG_STAGE, _CHANGED)


def _kind(context: TransitionContext[Clawback]) -> str:
    return "proposal_shrunk" if context.case.stage == Stage.PROPOSED else "demand_shrunk"


async def _give_up(context: TransitionContext[Clawback], less_fen: int) -> None:
    clawback = context.case
    if clawback.stage not in PAYING:
        # It was not booked yet.
        return
    if await is_money_coming(context):
        raise Refusal(Code.WRONG_STAGE, Text("有一笔收款尚未入账，请先办结。", "A repayment is not booked yet; finish it first."))
    await move(context, "write_off", less_fen, ledger.Booking(clawback.application_id, f"{context.key}/ground", booking(context).actor))
    for instalment in reversed(await clawbacks.instalments(context.session, clawback.id)):
        part_fen = min(less_fen, instalment.amount_fen - instalment.repaid_fen)
        less_fen -= part_fen
        if part_fen == instalment.amount_fen:
            await context.session.delete(instalment)
        else:
            instalment.amount_fen -= part_fen
    await context.session.flush()


def _said(context: TransitionContext[Clawback]) -> dict[str, Any]:
    return dict(context.task.about if context.task else context.detail)


def _left_fen(context: TransitionContext[Clawback]) -> int:
    return int(_said(context)["left_fen"])


def _reckoning(context: TransitionContext[Clawback]) -> dict[str, Any]:
    return dict(_said(context)["reckoning"])


def _say(context: TransitionContext[Clawback], before_fen: int, after_fen: int) -> None:
    context.words |= {"before": in_yuan(before_fen), "after": in_yuan(after_fen)}


def _withdraw_tasks(context: TransitionContext[Clawback], *kinds: str) -> None:
    for task in context.open_tasks:
        if task.kind in kinds:
            close(context, task, Closing.SUPERSEDED)
