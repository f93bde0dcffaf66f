"""从优适用。What an older policy would pay for the same matter, as an officer states it with the ground; nought with a ground is an answer.

Whoever reviews says so with the facts; where the older policy pays more, an approver chooses which of the two applies (general term 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import MISSING, Json, is_integer
from policy.language.items import Item, Outcome, Review
from policy.money import MAX_FEN
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.kernel.task_kind import line
from policy.text import Text

FIELD: Final = "older_policy"
MOST_WORDS: Final = 500


def is_asked(item: Item, department: str) -> bool:
    """Tell whether a department says what an older policy would pay: the leading one, of an item whose amount a formula gives."""
    return item.outcome is Outcome.AWARD and (item.review is not Review.JOINT or department == item.departments[0])


def older_policy_form(needed_for: str) -> dict[str, Any]:
    """Return what a review's form asks about an older policy, as JSON Schema.

    Args:
        needed_for: The decision that cannot be made without.
    """
    asked = {
        "type": "object",
        "title": "此前同类政策",
        "description": "What an older policy would pay for the same matter, and why",
        "properties": {
            "fen": {
                "type": "integer",
                "minimum": 0,
                "maximum": MAX_FEN,
                "title": "此前同类政策可支持金额（分）",
                "description": "What the older policy would pay, in fen; 0 where there is none that pays",
            },
            "ground": line(
                "政策名称、条款及核算过程；没有的，说明核查情况",
                "The older policy, its clause and how the amount came about; where there is none, what was looked through",
                MOST_WORDS,
            ),
        },
        "required": ["fen", "ground"],
        "additionalProperties": False,
    }
    decided = {"properties": {"decision": {"const": needed_for}}}
    return {"properties": {FIELD: asked}, "allOf": [{"if": decided, "then": {"required": [FIELD]}}]}


def read_older_policy(item: Item, given: object) -> dict[str, Json]:
    """Check what an officer stated of an older policy, and return its amount and ground.

    Raises:
        Refusal: `invalid_input`, naming what is missing or wrong.
    """
    answer = given if isinstance(given, Mapping) else {}
    fen, ground = answer.get("fen"), answer.get("ground")
    faults = []
    if fen is None:
        faults.append(Fault(f"{FIELD}.fen", MISSING, CITATION))
    elif not is_integer(fen) or not 0 <= fen <= MAX_FEN:
        faults.append(Fault(f"{FIELD}.fen", Text("应为不小于0的金额", "must be an amount in fen, not below 0"), CITATION))
    if not isinstance(ground, str) or not ground.strip() or len(ground) > MOST_WORDS:
        faults.append(Fault(f"{FIELD}.ground", Text("应说明依据", "must say on what ground"), CITATION))
    if faults:
        detail = Text(
            "请说明此前同类政策可支持的金额和依据；没有同类政策的，金额填0并说明核查情况。",
            "State what an older policy would pay and why; where there is none, 0 and what was looked through.",
        )
        raise Refusal(Code.INVALID_INPUT, detail, faults, clause=item.citation)
    return {"fen": fen, "ground": ground}
