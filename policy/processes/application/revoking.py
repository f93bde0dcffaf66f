"""撤销决定。A decision on an application that was wrong is revoked by two approvers, before anything was paid.

An award is held meanwhile, and its enterprise, which loses by it, is heard; a refusal that is final, or a lapse, is taken up again. Who
decided it does not decide it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.actors import Role
from policy.errors import Code, Refusal
from policy.processes.application.events import Event
from policy.processes.application.stages import UNPAID, Stage
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step
from policy.processes.kernel.task_kind import OPINION, OWN_REASON, REASON, TaskKind
from policy.text import Text

PROPOSED: Final = (Event.AWARD_REVOCATION_PROPOSED, Event.REFUSAL_REVOCATION_PROPOSED)
"""The events by which a revocation is proposed, each with why."""
HEARD: Final = (Event.STATEMENT_MADE, Event.STATEMENT_WAIVED, Event.STATEMENT_LAPSED)
"""How an enterprise answers that its award is to be revoked."""
# What has to have been looked at by somebody else already.
_LOOKED_AT: Final = (*PROPOSED, "reconsideration", "quality_check", "doubt_decision")
STATEMENT: Final = TaskKind(
    "award_revocation_statement",
    Text("陈述意见", "Say what speaks against its being revoked"),
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
)
AWARD: Final = TaskKind(
    "award_revocation",
    Text("审定撤销支持决定", "Decide whether an award is revoked"),
    Role.APPROVER,
    duty=Duty.REVIEW,
    not_again=_LOOKED_AT,
    working_days=10,
    decisions={
        Event.DECISION_REVOKED: Text("撤销，退回评审", "Revoke it; back to review"),
        Event.REVOCATION_DROPPED: Text("维持原决定", "Let it stand"),
    },
    fields={"opinion": OPINION, "reason": REASON},
    required=("reason",),
    weighs=("desk_review", "site_check", "joint_review", "expert_review", "decision", "second_decision", STATEMENT.code),
)
REFUSAL: Final = TaskKind(
    "refusal_revocation",
    Text("审定撤销不予支持决定或者终止", "Decide whether a refusal or a lapse is revoked"),
    Role.APPROVER,
    duty=Duty.REVIEW,
    not_again=_LOOKED_AT,
    working_days=10,
    decisions={
        Event.REFUSAL_REVOKED: Text("撤销，重新办理", "Revoke it; take it up again"),
        Event.REFUSAL_UPHELD: Text("维持原决定", "Let it stand"),
    },
    fields={"opinion": OPINION, "reason": REASON},
    required=("reason",),
    weighs=("acceptance", "desk_review", "site_check", "joint_review", "expert_review", "decision", "second_decision", "reconsideration"),
)
REVOKING: Final[tuple[TaskKind, ...]] = (STATEMENT, AWARD, REFUSAL)
HOLDING: Final = frozenset({STATEMENT.code, AWARD.code})
"""The tasks while which an award is held: only what comes of them lets it go on."""
ASKED_IN: Final[Mapping[str, Event]] = {
    **dict.fromkeys(UNPAID, Event.AWARD_REVOCATION_PROPOSED),
    Stage.REJECTED: Event.REFUSAL_REVOCATION_PROPOSED,
    Stage.LAPSED: Event.REFUSAL_REVOCATION_PROPOSED,
}
"""What an approver asks for to have a decision revoked, by the stage that it led to."""
_RECONSIDERED: Final = Text(
    "决定尚在复核期内：由单位申请复核，期满或者复核维持后可以提请撤销。",
    "The enterprise may still ask for reconsideration; once that is over, it may be proposed that the decision is revoked.",
)
_NOT_AWARDED: Final = Text(
    "公示期间尚未作出支持决定：以实名异议提出，或者在公示期满后、拨款复核前提请撤销。",
    "While the notice runs nothing is awarded: object by name, or propose it once the notice is clear, before the payment is confirmed.",
)
_OLDER: Final = Text(
    "已适用原政策，不再另作决定：选择有误的，由单位在期限内申请复核；已经终结的，由单位另行申请。",
    "An older policy was chosen: the enterprise may ask in time to have that reconsidered; once it is final, it applies anew.",
)
PAID: Final = Text(
    "拨款已经复核，支持决定不再撤销：依据或者数额有误的，提请再决定；误拨、骗取的，拨付后提请追回。",
    "Its payment is confirmed, and the award is not revoked any more: where facts or the amount were wrong, propose a re-decision "
    "(POST /redecisions); where it was paid in error or got by fraud, a clawback once it is paid (POST /clawbacks).",
)
_ELSEWHERE: Final[Mapping[str, Text]] = {
    Stage.IN_FORCE: PAID,
    **dict.fromkeys((Stage.REFUSED, Stage.RECONSIDERATION), _RECONSIDERED),
    **dict.fromkeys((Stage.PUBLIC_NOTICE, Stage.OBJECTION), _NOT_AWARDED),
    **dict.fromkeys((Stage.OLDER_POLICY, Stage.OLDER_POLICY_RECONSIDERATION, Stage.OLDER_POLICY_FINAL), _OLDER),
}
_NOTHING: Final = Text("没有可以撤销的决定。", "There is no decision that could be revoked.")


def not_revoked(stage: str) -> Refusal:
    """Return the refusal to revoke what a stage outside `ASKED_IN` stands for, which says what mends it instead."""
    return Refusal(Code.WRONG_STAGE, _ELSEWHERE.get(stage, _NOTHING))


REVOCATION_STEPS: Final[Mapping[str, Step]] = {
    Event.AWARD_REVOCATION_PROPOSED: Step(
        Text("提请撤销支持决定", "Revocation of the award proposed"),
        stays=UNPAID,
        opens=(STATEMENT.code,),
        tells={
            Role.APPLICANT: Text(
                "拟撤销对{number}的支持决定，暂缓办理，请在期限内陈述意见，见告知书。理由：{reason}",
                "The award of {number} is to be revoked and is held; please say in time what speaks against it; see the letter. "
                "The reason is: {reason}",
            )
        },
        asked_by=Role.APPROVER,
        duty=Duty.REVIEW,
        while_held=True,
    ),
    **{
        event: Step(
            name,
            stays=UNPAID,
            opens=(AWARD.code,),
            tells={
                Role.APPROVER: Text(
                    "{number}的支持决定是否撤销，待审定。", "Whether the award of {number} is revoked waits for an approver."
                )
            },
            while_held=True,
        )
        for event, name in (
            (Event.STATEMENT_MADE, Text("提交陈述意见", "Statement made")),
            (Event.STATEMENT_WAIVED, Text("无异议", "No objection")),
            (Event.STATEMENT_LAPSED, Text("逾期未陈述意见", "No statement in time")),
        )
    },
    Event.DECISION_REVOKED: Step(
        Text("撤销支持决定，退回评审", "Award revoked, back to review"),
        leads=dict.fromkeys(UNPAID, Stage.REVIEW),
        opens=("review",),
        tells={
            Role.APPLICANT: Text(
                "{number}的支持决定和公示已撤销，重新评审，见撤销决定通知书。",
                "The award of {number} and its notice are revoked, and it is reviewed again; see the letter.",
            ),
            Role.OFFICER: Text("{number}的支持决定已撤销，退回评审。", "The award of {number} was revoked; it is reviewed again."),
        },
        while_held=True,
    ),
    Event.REVOCATION_DROPPED: Step(
        Text("不予撤销支持决定", "Award not revoked"),
        stays=UNPAID,
        tells={
            Role.APPLICANT: Text("{number}的支持决定不予撤销，恢复办理。", "The award of {number} is not revoked, and is handled on."),
        },
        while_held=True,
    ),
    Event.REFUSAL_REVOCATION_PROPOSED: Step(
        Text("提请撤销不予支持决定或者终止", "Revocation of the refusal or lapse proposed"),
        leads={Stage.REJECTED: Stage.REFUSAL_REVOCATION, Stage.LAPSED: Stage.LAPSE_REVOCATION},
        opens=(REFUSAL.code,),
        tells={
            Role.APPROVER: Text(
                "{number}的不予支持决定或者终止是否撤销，待审定。",
                "Whether the refusal or lapse of {number} is revoked waits for an approver.",
            )
        },
        asked_by=Role.APPROVER,
        duty=Duty.REVIEW,
    ),
    # A lapse may have come before anything was accepted.
    Event.REFUSAL_REVOKED: Step(
        Text("撤销不予支持决定或者终止，重新办理", "Refusal or lapse revoked, taken up again"),
        leads={Stage.REFUSAL_REVOCATION: Stage.VERIFICATION, Stage.LAPSE_REVOCATION: Stage.ACCEPTANCE},
        opens=("taken_up",),
        tells={
            Role.APPLICANT: Text(
                "{number}的原决定已撤销，重新办理，见撤销决定通知书。",
                "What was decided on {number} is revoked, and it is handled again; see the letter.",
            ),
            Role.OFFICER: Text("{number}的原决定已撤销，重新办理。", "What was decided on {number} was revoked; it is handled again."),
        },
    ),
    Event.REFUSAL_UPHELD: Step(
        Text("维持不予支持决定或者终止", "Refusal or lapse upheld"),
        leads={Stage.REFUSAL_REVOCATION: Stage.REJECTED, Stage.LAPSE_REVOCATION: Stage.LAPSED},
    ),
}
