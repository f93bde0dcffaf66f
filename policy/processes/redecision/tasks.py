"""再决定的人工环节。The human steps of a re-decision; whoever decided the award or proposed to change it does not decide on it again.

Nor does whoever decided the re-decision before it, which it may turn back. Who decided an earlier one still may: of three approvers one
decided the award and one the last re-decision of it, so that the third is always left, and nobody ever goes over what they did themselves.
What is sent back comes back to the same approver.
"""

from __future__ import annotations

from typing import Any, Final

from policy.actors import Role
from policy.processes.application.confirming import MOST_PAGES
from policy.processes.application.tasks import OBJECTING
from policy.processes.disbursement.tasks import PAYING
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, OWN_REASON, TaskKind, line
from policy.processes.redecision.lifecycle import Event
from policy.text import Text

ENDED_BY: Final = "redecided"
"""As what it is noted, in a family of the decision alone, who made it: the next re-decision of the award is decided by another."""
DECISION: Final = "redecision_decision"
FACTS: dict[str, Any] = {
    "type": "object",
    "title": "更正后的事实",
    "description": "The facts that change",
    # Those of its item, each by its code.
    "additionalProperties": True,
    "minProperties": 1,
}
PAPERS: dict[str, Any] = {
    "type": "object",
    "title": "依据材料",
    "description": "By fact: the document of the award it is read off, and the page",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "document": line("材料编号", "The id of the document", 36),
            "page": {"type": "integer", "title": "页码", "description": "Its page", "minimum": 1, "maximum": MOST_PAGES},
        },
        "required": ["document", "page"],
        "additionalProperties": False,
    },
}
PAPER = line("依据", "The paper the corrected facts are read from: its title, number and date", 200)
_SAME_MATTER: Final[dict[str, Any]] = {
    "type": "array",
    "title": "就同一事实提出的误付追回",
    "description": "The demands for an error that are about these facts, by number; left out, as it was said first",
    "items": line("追回编号", "The number of a clawback", 30),
    "uniqueItems": True,
    "maxItems": 20,
}
ANSWER = line("对陈述意见的答复", "Why what the enterprise stated is followed or not: the letter of what is decided anew gives it")
"""The reason of a decision on what an enterprise made a statement against, instead of the one that stays with the case."""
# What is decided anew gives its ground in the letter.
_REASON = line("理由", "The reason; a letter gives it only where a restitution that was announced comes to nothing")
_GROUND = line("原信息有误的缘由", "Why the facts were wrong, as the letter gives it; left out, as it was first given")
# What was decided and proposed before, and ruled on objections: whoever looks at it once more reads it.
_BEFORE: Final = (DECISION, "objection_ruling", "objection_confirmation", "redecision_proposal")
READ_AFTERWARDS: Final = ("redecision_statement", *_BEFORE)
"""What was said in a re-decision that whoever judges its award once more reads."""

OWN: tuple[TaskKind, ...] = (
    TaskKind(
        "redecision_statement",
        Text("陈述意见", "Say what speaks against it"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={
            Event.STATEMENT_MADE: Text("陈述意见", "Make a statement"),
            Event.STATEMENT_WAIVED: Text("无异议", "No objection"),
        },
        fields={"reason": OWN_REASON},
        required_for={Event.STATEMENT_MADE: ("reason",)},
        overdue=Event.STATEMENT_LAPSED,
    ),
    TaskKind(
        DECISION,
        Text("审定再决定", "Decide on the re-decision"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("decision", "proposed", ENDED_BY),
        working_days=10,
        decisions={
            Event.REDECIDED: Text("同意", "Approve"),
            Event.REDECISION_SENT_BACK: Text("退回重新提出", "Send back"),
            Event.REDECISION_REFUSED: Text("维持原决定", "Let the decision stand"),
        },
        fields={"opinion": OPINION, "reason": _REASON},
        required_for={Event.REDECISION_SENT_BACK: ("reason",), Event.REDECISION_REFUSED: ("reason",)},
        weighs=("redecision_statement", *_BEFORE),
    ),
    TaskKind(
        "redecision_proposal",
        Text("重新提出再决定", "Propose the re-decision again"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={Event.REPROPOSED: Text("重新提请", "Propose again"), Event.WITHDRAWAL_ASKED: Text("提请撤回", "Ask to withdraw it")},
        fields={"facts": FACTS, "paper": PAPER, "papers": PAPERS, "ground": _GROUND, "same_matter": _SAME_MATTER, "reason": _REASON},
        required=("reason",),
        weighs=("redecision_statement", *_BEFORE),
    ),
    TaskKind(
        "withdrawal_confirmation",
        Text("审批撤回再决定", "Agree to withdraw the re-decision"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("decision", ENDED_BY),
        working_days=10,
        decisions={
            Event.PROPOSAL_WITHDRAWN: Text("同意撤回", "Withdraw it"),
            Event.WITHDRAWAL_REFUSED: Text("不同意，重新提出", "Do not; propose it again"),
        },
        fields={"reason": _REASON},
        required=("reason",),
        weighs=("redecision_statement", *_BEFORE),
    ),
)
KINDS: tuple[TaskKind, ...] = (*OWN, *OBJECTING, *PAYING)
