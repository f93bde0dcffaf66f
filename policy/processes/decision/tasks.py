"""审定的人工环节。The human steps of a decision: a meeting's agenda, the approver, the second one, and budget for it."""

from __future__ import annotations

from dataclasses import replace

from policy.actors import Role
from policy.processes.decision.steps import LISTING, DecisionEvent
from policy.processes.kernel.duties import REFUSED, Duty
from policy.processes.kernel.task_kind import AMOUNT, OPINION, REASON, TaskKind, line
from policy.text import Text

# Whoever decided pays nothing, looks at nothing again, and reconsiders nothing.
DECIDING = ("decision", "second_decision")
_REFUSE = Text("不予支持", "Refuse")


def decision_kinds(handling: tuple[str, ...], beside: tuple[str, ...], *, after: tuple[str, ...]) -> tuple[TaskKind, ...]:
    """Return the kinds of task of a decision.

    Args:
        handling: The kinds of task by which it was handled before; it weighs what they wrote.
        beside: Kinds of the case it comes from, whose answers are weighed as well.
        after: Kinds that may bring the case back to it.
    """
    decision = TaskKind(
        "decision",
        Text("审定", "Decide"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(REFUSED,),
        working_days=10,
        decisions={
            DecisionEvent.APPROVED: Text("同意", "Approve"),
            DecisionEvent.RETURNED: Text("退回评审", "Return for review"),
            DecisionEvent.DECISION_REFUSED: _REFUSE,
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={DecisionEvent.RETURNED: ("reason",), DecisionEvent.DECISION_REFUSED: ("reason",)},
        weighs=(*handling, LISTING, *beside),
        after=after,
    )
    return (
        TaskKind(
            LISTING,
            Text("列入专题会议题", "Put it on the agenda of a meeting"),
            Role.OFFICER,
            duty=Duty.PREPARE,
            not_again=(REFUSED,),
            working_days=20,
            decisions={DecisionEvent.TABLED: Text("列入议题", "Put it on the agenda")},
            fields={"meeting": line("会议编号", "Number of the meeting", 100), "proposed_fen": AMOUNT, "opinion": OPINION},
            required=("meeting", "proposed_fen"),
            weighs=handling,
            after=after,
        ),
        decision,
        # A committee's amount takes two approvers (general term 7).
        replace(
            decision,
            code="second_decision",
            title=Text("审定（第二人）", "Decide (second approver)"),
            duty=Duty.COUNTERSIGN,
            weighs=(*decision.weighs, "decision"),
        ),
        TaskKind(
            "budget_supply",
            Text("安排预算", "Find budget"),
            Role.FINANCE,
            duty=Duty.FUND,
            working_days=10,
            decisions={DecisionEvent.BUDGET_FOUND: Text("预算已安排", "The budget is there")},
            fields={"note": OPINION},
        ),
    )
