"""追回的人工环节。The human steps of a clawback: four eyes at every turn of the money, in either direction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from policy.actors import SYSTEM, Role
from policy.processes.clawback.grounds import GroundEvent
from policy.processes.clawback.lifecycle import PAYING, Event
from policy.processes.clawback.repayment import MOST_INSTALMENTS
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.payer import payer_decision
from policy.processes.kernel.task_kind import AMOUNT, OPINION, OWN_REASON, REASON, TaskKind, day, line
from policy.text import Text

_PLAN: dict[str, Any] = {
    "type": "array",
    "title": "分期计划",
    "description": "Instalments: a day and an amount each, which together make what is demanded",
    "maxItems": MOST_INSTALMENTS,
    "items": {
        "type": "object",
        "properties": {
            "due_on": day("到期日", "Due day"),
            "amount_fen": AMOUNT,
        },
        "required": ["due_on", "amount_fen"],
        "additionalProperties": False,
    },
}

_PARTS: dict[str, Any] = {
    "type": "array",
    "title": "划分",
    "description": "How much each debt gets, whoever owes it; left out, this debt first and then the debtor's others as they fall due",
    "minItems": 1,
    "maxItems": 50,
    "items": {
        "type": "object",
        "properties": {"clawback": line("追回编号", "Number of the clawback", 40), "amount_fen": AMOUNT},
        "required": ["clawback", "amount_fen"],
        "additionalProperties": False,
    },
}


_PROPOSAL_SHRUNK: Mapping[str, Text] = {
    GroundEvent.PROPOSAL_LOWERED: Text("调减拟追回金额", "Propose less"),
    GroundEvent.PROPOSAL_WITHDRAWN: Text("撤回，不再追回", "Withdraw the proposal"),
    GroundEvent.PROPOSAL_KEEPING_ASKED: Text("提请维持原拟追回金额（报第二人）", "Ask to keep the proposal as it was"),
}
_DEMAND_SHRUNK: Mapping[str, Text] = {
    GroundEvent.DEMAND_LOWERED: Text("调减追回金额", "Demand less"),
    GroundEvent.DEMAND_WITHDRAWN: Text("撤销追回", "Withdraw the demand"),
    GroundEvent.DEMAND_KEEPING_ASKED: Text("提请维持原追回金额（报第二人）", "Ask to keep the demand as it was"),
}


def when_shrunk(kind: str, left_fen: int) -> dict[str, Text]:
    """Return what may be decided of one demand whose ground has shrunk: what is gone is withdrawn, what is left is lowered, or two keep it.

    Args:
        kind: "proposal_shrunk" or "demand_shrunk".
        left_fen: What is left of it, in fen.
    """
    decisions = _PROPOSAL_SHRUNK if kind == "proposal_shrunk" else _DEMAND_SHRUNK
    lowered, withdrawn, kept = decisions
    return {event: decisions[event] for event in (lowered if left_fen else withdrawn, kept)}


BEING_LOWERED: Final = ("demand_shrunk", "demand_keeping")
"""What is open while it is decided whether a demand that was served is lowered: until then it takes no more than what has a ground."""

_PROPOSED_HERE: Mapping[str, Text] = {
    Event.DEMAND_APPROVED: Text("同意追回", "Approve"),
    Event.DEMAND_REFUSED: Text("不同意", "Do not approve"),
}
_FOUND_ELSEWHERE: Mapping[str, Text] = {
    Event.DEMAND_APPROVED: Text("同意追回", "Approve"),
    Event.DROPPING_ASKED: Text("提请不予追回", "Ask to drop it"),
}


def of_approval(cause: str, asked_by: str) -> Mapping[str, Text]:
    """Return what may be decided of a proposed demand.

    Who refuses what an officer has proposed is the second person, and what is refused of a breach or a filing goes back to it. What was
    found elsewhere, by a source of record or in a re-decision that two people made, would end with its demand: that is dropped by two.

    Args:
        cause: Why it is demanded.
        asked_by: The subject of whoever proposed it.
    """
    return _FOUND_ELSEWHERE if cause == "correction" or asked_by == SYSTEM.subject else _PROPOSED_HERE


def _keeping(code: str, asked_in: str, kept: GroundEvent, refused: GroundEvent, lasts_in: Collection[str] = ()) -> TaskKind:
    return TaskKind(
        code,
        Text("维持追回金额（第二人）", "Agree to keep the amount although less of the ground is left (second approver)"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(asked_in, Event.PROPOSED),
        working_days=10,
        decisions={kept: Text("同意维持", "Keep it"), refused: Text("不同意，按现有事由处理", "Do not; follow what is left of the ground")},
        fields={"reason": REASON},
        required=("reason",),
        lasts_in=lasts_in,
    )


# As what it is noted, in a family of the decision alone, who decided the re-decision that found what is asked for.
_FOUND: Final = "redecided"

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "clawback_approval",
        Text("审批追回", "Approve the clawback"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("decision", Event.PROPOSED, _FOUND),
        working_days=10,
        decisions={**_PROPOSED_HERE, **_FOUND_ELSEWHERE},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.DEMAND_REFUSED: ("reason",), Event.DROPPING_ASKED: ("reason",)},
    ),
    TaskKind(
        "dropping_confirmation",
        Text("不予追回（第二人）", "Agree to drop the proposal (second approver)"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("clawback_approval", Event.PROPOSED, _FOUND),
        working_days=10,
        decisions={Event.DEMAND_REFUSED: Text("同意不予追回", "Drop it"), Event.DROPPING_REFUSED: Text("不同意，重新审批", "Decide again")},
        fields={"reason": REASON},
        required=("reason",),
        weighs=("clawback_approval",),
    ),
    TaskKind(
        "proposal_shrunk",
        Text("拟追回的事由减少，决定调减或者撤回", "Less of the ground is left: lower or withdraw the proposal"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(Event.PROPOSED,),
        working_days=10,
        decisions=_PROPOSAL_SHRUNK,
        fields={"reason": REASON},
        required=("reason",),
    ),
    TaskKind(
        "demand_shrunk",
        Text("追回事由减少，决定调减或者撤销", "Less of the ground is left: lower or withdraw the demand"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(Event.PROPOSED,),
        working_days=10,
        decisions=_DEMAND_SHRUNK,
        fields={"reason": REASON},
        required=("reason",),
        lasts_in=PAYING,
    ),
    _keeping("proposal_keeping", "proposal_shrunk", GroundEvent.PROPOSAL_KEPT, GroundEvent.PROPOSAL_KEEPING_REFUSED),
    _keeping("demand_keeping", "demand_shrunk", GroundEvent.DEMAND_KEPT, GroundEvent.DEMAND_KEEPING_REFUSED, PAYING),
    TaskKind(
        "clawback_objection",
        Text("答复追回告知", "Answer the demand"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={
            Event.DEMAND_ACCEPTED: Text("同意退缴", "Accept"),
            Event.DEMAND_DISPUTED: Text("提出申辩", "Object"),
            Event.INSTALMENTS_ASKED: Text("申请分期退缴", "Ask for instalments"),
        },
        fields={"reason": OWN_REASON, "plan": _PLAN},
        required_for={Event.DEMAND_DISPUTED: ("reason",), Event.INSTALMENTS_ASKED: ("plan",)},
        overdue=Event.DEMAND_UNANSWERED,
    ),
    TaskKind(
        "clawback_ruling",
        Text("审查申辩", "Rule on the objection"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("clawback_approval", Event.PROPOSED, _FOUND),
        working_days=10,
        decisions={
            Event.DISPUTE_DISMISSED: Text("申辩不成立", "Dismiss"),
            Event.REDUCTION_ASKED: Text("部分成立，提请调减金额", "Uphold in part, ask to demand less"),
            Event.RELEASE_ASKED: Text("申辩成立，提请撤销追回", "Uphold, ask to cancel"),
        },
        fields={"reason": REASON, "amount_fen": AMOUNT},
        required=("reason",),
        required_for={Event.REDUCTION_ASKED: ("amount_fen",)},
        weighs=("clawback_approval", "clawback_objection"),
    ),
    TaskKind(
        "reduction_confirmation",
        Text("调减追回金额（第二人）", "Agree to demand less (second approver)"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("clawback_ruling", Event.PROPOSED),
        working_days=10,
        decisions={Event.DEMAND_REDUCED: Text("同意调减", "Demand less"), Event.RULING_REFUSED: Text("不同意，重新审查", "Rule again")},
        fields={"reason": REASON},
        required=("reason",),
        weighs=("clawback_objection", "clawback_ruling"),
    ),
    TaskKind(
        "release_confirmation",
        Text("撤销追回（第二人）", "Agree to cancel the demand (second approver)"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("clawback_ruling", Event.PROPOSED),
        working_days=10,
        decisions={Event.DISPUTE_UPHELD: Text("同意撤销", "Cancel"), Event.RULING_REFUSED: Text("不同意，重新审查", "Rule again")},
        fields={"reason": REASON},
        required=("reason",),
        weighs=("clawback_objection", "clawback_ruling"),
    ),
    TaskKind(
        "instalment_decision",
        Text("审批分期计划", "Decide on the instalments"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(Event.PROPOSED,),
        working_days=10,
        decisions={Event.INSTALMENTS_GRANTED: Text("同意", "Grant"), Event.INSTALMENTS_REFUSED: Text("不同意", "Refuse")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.INSTALMENTS_REFUSED: ("reason",)},
        weighs=("clawback_objection",),
    ),
    TaskKind(
        "repayment_receipt",
        Text("登记退缴收款", "Record a repayment"),
        Role.FINANCE,
        duty=Duty.FUND,
        working_days=30,
        decisions={Event.REPAYMENT_RECORDED: Text("登记", "Record")},
        fields={
            "amount_fen": AMOUNT | {"title": "到账金额（分）", "description": "What came in, the whole of the receipt, in fen"},
            "reference": line("国库收款编号", "The treasury's reference of the receipt", 100),
            "received_on": day("到账日期", "Day the money came in"),
            "parts": _PARTS,
        },
        required=("amount_fen", "reference", "received_on"),
        after=("repayment_confirmation",),
        lasts_in=PAYING,
    ),
    TaskKind(
        "repayment_confirmation",
        Text("复核退缴收款", "Confirm a repayment"),
        Role.FINANCE,
        duty=Duty.CONFIRM,
        working_days=10,
        decisions={Event.REPAYMENT_CONFIRMED: Text("复核通过", "Confirm"), Event.REPAYMENT_SENT_BACK: Text("退回", "Send back")},
        fields={"reason": REASON},
        required_for={Event.REPAYMENT_SENT_BACK: ("reason",)},
        lasts_in=PAYING,
    ),
    payer_decision("payer_decision", PAYING),
    TaskKind(
        "enforcement_decision",
        Text("处理逾期退缴", "Decide on arrears"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(Event.PROPOSED,),
        # As long again as the reminder gives: before that is over no court is asked.
        working_days=20,
        decisions={
            Event.EXTENDED: Text("延期", "Give more time"),
            Event.HANDED_OVER: Text("申请人民法院强制执行", "Hand over to enforcement"),
            Event.WAIVER_ASKED: Text("报批减免剩余款项", "Waive the rest"),
        },
        fields={"reason": REASON, "due_on": day("延至", "The new due day"), "court": line("受理法院", "The court", 100)},
        required=("reason",),
        required_for={Event.EXTENDED: ("due_on",), Event.HANDED_OVER: ("court",)},
    ),
    TaskKind(
        "waiver_confirmation",
        Text("减免剩余款项（第二人）", "Agree to waive the rest (second approver)"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("enforcement_decision", Event.PROPOSED),
        working_days=10,
        decisions={Event.WAIVED: Text("同意减免", "Waive"), Event.WAIVER_REFUSED: Text("不同意减免", "Do not waive")},
        fields={"reason": REASON},
        required=("reason",),
    ),
    TaskKind(
        "court_result",
        Text("登记执行结果", "Record the court's result"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(Event.PROPOSED,),
        working_days=250,
        decisions={Event.COURT_CLOSED: Text("执行终结，提请核销剩余款项", "The court has closed it, ask to write off the rest")},
        fields={"case_no": line("执行案号", "The court's case number", 100), "result": line("执行结果", "The court's result")},
        required=("case_no", "result"),
    ),
    TaskKind(
        "write_off_confirmation",
        Text("核销剩余款项（第二人）", "Agree to write off the rest (second approver)"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("court_result", Event.PROPOSED),
        working_days=10,
        decisions={
            Event.WRITTEN_OFF: Text("同意核销", "Write off"),
            Event.WRITE_OFF_REFUSED: Text("不同意，继续执行", "Do not; enforcement goes on"),
        },
        fields={"reason": REASON},
        required=("reason",),
    ),
)

SHRUNK: Final = ("proposal_shrunk", "demand_shrunk", "proposal_keeping", "demand_keeping")
"""In which tasks people decide whether less is demanded, since less of its ground is left."""
_WHETHER: Final = (
    "clawback_approval",
    "dropping_confirmation",
    "clawback_ruling",
    "reduction_confirmation",
    "release_confirmation",
    *SHRUNK,
)
DECIDING: Final[Mapping[str, Collection[str]]] = {kind.code: kind.decisions.keys() for kind in KINDS if kind.code in _WHETHER}
"""In which tasks people decide whether a demand stands, and what each of them may decide."""
