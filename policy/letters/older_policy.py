"""从优适用。The letter of an application that an older policy takes over, because it pays more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policy.letters.paper import department_name
from policy.letters.wording import amount_in
from policy.text import Text

if TYPE_CHECKING:
    from policy.letters.decision import Decision

OLDER_APPLIES: Final = Text("关于{title}适用此前同类政策的通知书", "Notice that an older policy applies: {title}")
_CHOSEN: Final = Text(
    "{asked}，经审查，各项条件均已满足。经核实，此前同类政策可以支持{older}，按本意见核算为{ours}。同一事项只能适用一项政策；"
    "经审批，适用此前同类政策，由{department}按此前同类政策办理，本申请终止，不再按本意见给予支持。理由：{reason}。",
    "{asked}. You meet the conditions. An older policy would give {older}, the Opinions {ours}. One matter is supported under "
    "one policy; it was decided that the older one applies. The {department} deals with it under that policy; this application has ended. "
    "The reason is: {reason}.",
)


def older_policy_applies(decision: Decision, amounts: tuple[int, int], asked: str, department: str, language: str) -> str:
    """Return what was decided, and why.

    Args:
        decision: The decision.
        amounts: What the older policy pays, and what the Opinions would have, in fen.
        asked: What was asked for, as a clause of a sentence.
        department: The code of the department that deals with it under the older policy.
        language: "zh" or "en".
    """
    older, ours = (amount_in(language, fen) for fen in amounts)
    name = department_name(department, language)
    return _CHOSEN.in_language(language).format(
        asked=asked, older=older, ours=ours, department=name, reason=(decision.reason or "").rstrip("。.")
    )
