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
    "{asked}，经审查符合本意见规定的条件，按本意见核算的支持金额为{ours}。经核实，贵单位就同一事项按此前同类政策可获支持{older}，"
    "支持标准高于本意见。同一事项从优适用一项政策，不重复支持。经审批，适用此前同类政策，由{department}按此前同类政策办理支付；"
    "本申请到此办结，不再按本意见支付。理由：{reason}。",
    "{asked}. You meet the conditions of the Opinions, by which {ours} would be due. For the same matter an older policy gives {older}, "
    "which is more. One matter is supported under one policy, the better one. It was decided that the older policy applies: the "
    "{department} pays you under that policy. This application ends here, and nothing is paid for it under the Opinions. "
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
