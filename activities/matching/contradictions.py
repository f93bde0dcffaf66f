"""自相矛盾的登记。How a record that contradicts itself becomes an officer's task: what is wrong with it, and the record as it came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from activities.case.context import TransitionContext
from models.tables import Case
from policy.text import Text


def take_up(
    context: TransitionContext[Case], event: str, found: Sequence[Text], answer: dict[str, Any] | None, source: str = "upstream"
) -> None:
    """Have a transition say what in a record contradicts itself: to the officer in words, and in the task beside the record.

    Args:
        context: The transition.
        event: What it is called in the process.
        found: The contradictions.
        answer: The record.
        source: Whose it is.
    """
    context.event = event
    context.words["contradictions"] = Text("；".join(one.zh for one in found), "; ".join(one.en for one in found))
    context.detail = {"about": {"contradictions": [one.as_dict() for one in found], source: answer}}


def record_of(context: TransitionContext[Case]) -> dict[str, Any]:
    """Return what the task that is completed shows of a record: what contradicts itself in it, and the record."""
    about = context.task.about if context.task else {}
    return {name: about.get(name) for name in ("contradictions", "bank" if "bank" in about else "upstream")}
