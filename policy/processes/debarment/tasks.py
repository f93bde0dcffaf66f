"""限制申报的人工环节。The human steps of a debarment; who asked for or approved the demand, or proposed the bar, does not decide on it."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.debarment.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, OWN_REASON, REASON, TaskKind, day
from policy.text import Text

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "debarment_proposal",
        Text("提出是否限制申报的意见", "Propose whether the enterprise is barred"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.BAR_PROPOSED: Text("限制申报", "Bar it"), Event.NO_BAR_PROPOSED: Text("不限制申报", "Do not bar it")},
        fields={"until": day("限制至（含当日）", "The last day of the bar"), "reason": REASON},
        required=("reason",),
        required_for={Event.BAR_PROPOSED: ("until",)},
        weighs=("debarment_statement", "debarment_decision", "no_bar_decision"),
    ),
    TaskKind(
        "debarment_statement",
        Text("陈述意见", "Say what speaks against being barred"),
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
        "debarment_decision",
        Text("审定限制申报", "Decide on the bar"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("clawback_approval", "proposed"),
        working_days=10,
        decisions={Event.BARRED: Text("同意限制申报", "Bar it"), Event.SENT_BACK: Text("退回重新提出", "Send back")},
        fields={"opinion": OPINION, "reason": REASON},
        required=("reason",),
        weighs=("debarment_proposal", "debarment_statement"),
    ),
    TaskKind(
        "no_bar_decision",
        Text("审定不限制申报", "Decide not to bar"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("clawback_approval", "proposed"),
        working_days=10,
        decisions={Event.NOT_BARRED: Text("同意不限制申报", "Do not bar it"), Event.SENT_BACK: Text("退回重新提出", "Send back")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.SENT_BACK: ("reason",)},
        weighs=("debarment_proposal", "debarment_statement"),
    ),
    TaskKind(
        "debarment_lifting",
        Text("审定提前解除限制申报", "Decide on lifting the bar early"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("debarment_decision",),
        working_days=10,
        decisions={Event.LIFTED: Text("同意解除", "Lift it"), Event.LIFTING_REFUSED: Text("不同意", "Let it stand")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.LIFTING_REFUSED: ("reason",)},
    ),
    TaskKind(
        "restitution",
        Text("决定已退缴资金的退还", "Decide how what was paid back is restored"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("debarment_lifting",),
        working_days=10,
        decisions={
            Event.RESTITUTION_RETRIED: Text("再次提请再决定", "Try again by a re-decision"),
            Event.RESTITUTION_SETTLED: Text("已另行办理", "It is settled otherwise"),
        },
        fields={"reason": REASON},
        required_for={Event.RESTITUTION_SETTLED: ("reason",)},
    ),
)
