"""从优适用的效果。What an officer says an older policy would pay is kept; where it pays more, an approver chooses which one applies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.decision.effects import award_nothing
from models.tables import Application
from policy.judging.assessment import assess
from policy.judging.provenance import OLDER_POLICY
from policy.language.facts import Supplier
from policy.processes.application.lifecycle import Event
from policy.processes.application.older_policy import FIELD, is_asked, read_older_policy

EFFECTS = Effects[Application]()


def says_older_policy(context: TransitionContext[Application], department: str) -> bool:
    """Tell whether the officer of a department says what an older policy would pay: nobody reviews what was not filed."""
    return context.case.origin == "filed" and is_asked(context.item, department)


def keep_older_policy(context: TransitionContext[Application], department: str) -> None:
    """Keep what the officer of a department states of an older policy, where that department is asked.

    Raises:
        Refusal: `invalid_input`, where it is not stated with its ground.
    """
    application = context.case
    if not says_older_policy(context, department):
        return
    stated = read_older_policy(context.item, context.detail.get(FIELD))
    entry = {
        "supplied_by": Supplier.CONFIRMED.value,
        "by": context.actor.subject,
        "at": context.now.isoformat(),
        "department": department,
        **stated,
    }
    application.provenance = application.provenance | {OLDER_POLICY: entry}


def older_policy_of(application: Application) -> dict[str, Any]:
    """Return what an older policy would pay, as an assessment reads it: nothing where nobody said, or ours was chosen."""
    entry = application.provenance.get(OLDER_POLICY)
    return {OLDER_POLICY: entry["fen"]} if entry and "set_aside_at" not in entry else {}


def choice(context: TransitionContext[Application], document: Mapping[str, Any], rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what whoever chooses between two policies has to see: what either pays, and the ground on which the officer says so."""
    by_ours = assess(context.item.code, {code: value for code, value in document.items() if code != OLDER_POLICY}, rules)
    ground = context.case.provenance[OLDER_POLICY]["ground"]
    return {OLDER_POLICY: document[OLDER_POLICY], "ground": ground, "ours_fen": by_ours.award_fen or 0}


@EFFECTS.of(Event.OPINIONS_CHOSEN)
async def apply_opinions(context: TransitionContext[Application]) -> None:
    """Set the older policy aside: the application is assessed by the Opinions alone."""
    application = context.case
    chosen = {"set_aside_by": context.actor.subject, "set_aside_at": context.now.isoformat()}
    application.provenance = application.provenance | {OLDER_POLICY: application.provenance[OLDER_POLICY] | chosen}


@EFFECTS.of(Event.OLDER_POLICY_CHOSEN)
async def apply_older(context: TransitionContext[Application]) -> None:
    """End the application in favour of the older policy, with both amounts for its letter."""
    if context.task is not None:
        about = context.task.about
        context.detail = context.detail | {name: about[name] for name in (OLDER_POLICY, "ours_fen")}
    await award_nothing(context)
