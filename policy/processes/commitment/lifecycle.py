"""承诺履行的生命周期。The commitment to stay (general term 6): one case an enterprise, for as long as anything binds it.

Filings are handled beside whatever else happens: each opens a task of its own that outlasts a change of stage. A filing is a notice and no
request: it counts from its receipt, its papers may have to be completed, and nobody refuses it. Whether the terms that were signed ask for
money back is a decision of its own, by two people, either way. What it ends, it ends on the day of the move, and not before what is owed
has been settled. A breach takes its way through hearing, remedy and decision; to let it go takes two people as well, and a filing that came
too late is answered with it. One about the same that came in time waits, and is reviewed once the breach is let go. New awards wait, too.
What a breach broke ends as what a filing ends does: once what is owed is settled. A demand that nobody approves goes back to the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.commitment.stages import BINDING, BREACH_OPEN, CLOSINGS, ENDED, STAGES, Stage
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, Step
from policy.text import Text

__all__ = ["BINDING", "BREACH_OPEN", "CLOSINGS", "COMMITMENT", "ENDED", "Event", "Stage"]


class Event(StrEnum):
    """What happened to an enterprise's commitment to stay, in the past tense."""

    COMMITMENT_COLLECTED = "commitment_collected"
    COMMITMENT_ENDED = "commitment_ended"
    ALL_COMMITMENTS_ENDED = "all_commitments_ended"
    COMMITMENTS_HANDED_OVER = "commitments_handed_over"
    CHANGE_FILED = "change_filed"
    CHANGE_WITHDRAWN = "change_withdrawn"
    RELEASE_PROPOSED = "approval_without_repayment_proposed"
    FILING_APPROVED = "approved_without_repayment"
    REPAYMENT_PROPOSED = "approval_with_repayment_proposed"
    FILING_APPROVED_WITH_REPAYMENT = "approved_with_repayment"
    FILING_SENT_BACK = "filing_sent_back"
    FILING_CORRECTION_REQUESTED = "filing_correction_requested"
    FILING_CORRECTED = "filing_corrected"
    FILING_NOT_CORRECTED = "filing_not_corrected"
    FILING_TOOK_EFFECT = "filing_took_effect"
    MOVE_FOUND = "move_found"
    FILED_LATE = "filed_late"
    HEARD = "heard"
    HEARING_LAPSED = "hearing_lapsed"
    GROUND_WITHDRAWN = "ground_withdrawn"
    GROUND_SUPERSEDED = "ground_superseded"
    CLOSING_PROPOSED = "closing_proposed"
    CLOSING_REFUSED = "closing_refused"
    BREACH_CLOSED = "breach_closed"
    REMEDY_ORDERED = "remedy_ordered"
    REMEDY_REPORTED = "remedy_reported"
    REMEDY_OVERDUE = "remedy_overdue"
    NOT_REMEDIED = "not_remedied"
    BREACH_UPHELD = "breach_upheld"
    BREACH_ACCEPTED = "breach_accepted"
    BREACH_RECONSIDERATION_REQUESTED = "breach_reconsideration_requested"
    BREACH_BECAME_FINAL = "breach_became_final"
    BREACH_CONFIRMED = "breach_confirmed"
    REPAYMENT_ASKED = "repayment_asked"
    BREACH_SENT_BACK = "breach_sent_back"
    BREACH_SETTLED = "breach_settled"


STEPS: Mapping[str, Step] = {
    # What has ended begins again with the enterprise's next award.
    Event.COMMITMENT_COLLECTED: Step(
        Text("登记承诺", "Commitments collected"),
        leads={Stage.DRAFT: Stage.IN_FORCE, Stage.BREACHED: Stage.IN_FORCE, Stage.FULFILLED: Stage.IN_FORCE},
        stays=BINDING,
        tells={
            Role.APPLICANT: Text(
                "贵单位的持续经营承诺已登记；确需变动的，请在变动发生前备案。",
                "Your commitment to stay is registered; file any change before it happens.",
            )
        },
    ),
    Event.COMMITMENT_ENDED: Step(
        Text("一项承诺终结", "A commitment ended"),
        stays=(Stage.IN_FORCE,),
    ),
    Event.ALL_COMMITMENTS_ENDED: Step(
        Text("全部承诺终结", "Every commitment ended"),
        leads={Stage.IN_FORCE: Stage.FULFILLED},
        tells={Role.APPLICANT: Text("{number}的持续经营承诺已终结。", "The commitments of {number} have ended.")},
    ),
    Event.COMMITMENTS_HANDED_OVER: Step(
        Text("承诺由承继单位承担", "Commitments handed over"),
        leads={Stage.IN_FORCE: Stage.FULFILLED},
        tells={
            Role.APPLICANT: Text(
                "{number}的持续经营承诺此后由承继单位“{successor}”承担。",
                "The commitments of {number} bind its successor “{successor}” from now on.",
            )
        },
    ),
    Event.CHANGE_FILED: Step(
        Text("变动备案", "Change filed"),
        stays=BINDING,
        opens=("filing_review",),
        tells={Role.OFFICER: Text("{number}提交了变动备案，请审查。", "{number} filed a change; please review it.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.CHANGE_WITHDRAWN: Step(
        Text("撤回变动备案", "Filed change withdrawn"),
        stays=BINDING,
        tells={Role.OFFICER: Text("{number}撤回了一项变动备案。", "{number} withdrew a change it had filed.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    # Giving up takes two people, as asking does.
    Event.RELEASE_PROPOSED: Step(
        Text("拟予以备案，不需退回资金", "Filing without repayment proposed"),
        stays=BINDING,
        opens=("filing_release_confirmation",),
        tells={
            Role.APPROVER: Text(
                "{number}的变更拟予备案且不需退回资金，请确认。", "A filing of {number} is to stand without repayment; please confirm."
            )
        },
    ),
    Event.FILING_APPROVED: Step(
        Text("予以备案，不需退回资金", "Filed without repayment"),
        stays=BINDING,
        tells={Role.APPLICANT: Text("{number}的变更已予备案，不需退回资金。", "A change of {number} is on file; nothing is to be repaid.")},
    ),
    Event.REPAYMENT_PROPOSED: Step(
        Text("拟予以备案，按协议退回", "Filing with repayment proposed"),
        stays=BINDING,
        opens=("filing_confirmation",),
        tells={
            Role.APPROVER: Text(
                "{number}的变更拟予备案并按协议退回资金，请确认。", "A filing of {number} is to stand with repayment; please confirm."
            )
        },
    ),
    Event.FILING_APPROVED_WITH_REPAYMENT: Step(
        Text("予以备案，按协议退回", "Filed with repayment"),
        stays=BINDING,
        tells={
            Role.APPLICANT: Text("{number}的变更已予备案，须按协议退回资金。", "A change of {number} is on file, with repayment as agreed.")
        },
    ),
    Event.FILING_SENT_BACK: Step(
        Text("退回重新审查备案", "Filing sent back"),
        stays=BINDING,
        opens=("filing_review",),
        tells={Role.OFFICER: Text("{number}的备案退回重新审查。", "A filing of {number} was sent back for review.")},
    ),
    Event.FILING_CORRECTION_REQUESTED: Step(
        Text("备案材料需补正", "Papers of the filing to be completed"),
        stays=BINDING,
        opens=("filing_correction",),
        tells={
            Role.APPLICANT: Text(
                "{number}的变动备案材料需补正：{defects}。备案自收到之日起计算。",
                "Please complete a filing of {number}: {defects}. It counts from its receipt.",
            )
        },
    ),
    Event.FILING_CORRECTED: Step(
        Text("补正备案材料", "Papers of the filing completed"),
        stays=BINDING,
        opens=("filing_review",),
        tells={Role.OFFICER: Text("{number}已补正变动备案材料，请审查。", "{number} completed a filing; please review it.")},
    ),
    Event.FILING_NOT_CORRECTED: Step(
        Text("逾期未补正备案材料", "Papers of the filing not completed in time"),
        stays=BINDING,
        opens=("filing_review",),
        tells={Role.OFFICER: Text("{number}逾期未补正变动备案材料，请审查。", "{number} completed no filing in time; please review it.")},
    ),
    Event.FILING_TOOK_EFFECT: Step(
        Text("备案的变更生效", "Filed change took effect"),
        stays=(Stage.IN_FORCE,),
        tells={Role.APPLICANT: Text("{number}备案的变更已生效。", "A change that {number} filed has taken effect.")},
    ),
    Event.MOVE_FOUND: Step(
        Text("发现未备案的变动", "Unfiled move found"),
        leads={Stage.IN_FORCE: Stage.HEARING},
        opens=("hearing_statement",),
        tells={
            Role.APPLICANT: Text(
                "年度核查发现{number}有未备案的变动，请陈述意见；其间暂不给予新的支持。",
                "The check found an unfiled move of {number}; please comment. New awards wait meanwhile.",
            )
        },
    ),
    Event.FILED_LATE: Step(
        Text("备案逾期", "Filed late"),
        leads={Stage.IN_FORCE: Stage.HEARING},
        opens=("hearing_statement",),
        tells={
            Role.APPLICANT: Text(
                "{number}的变动未在发生前备案，请陈述意见；其间暂不给予新的支持。",
                "A change of {number} was not filed beforehand; please comment. New awards wait meanwhile.",
            )
        },
    ),
    Event.HEARD: Step(
        Text("已陈述申辩", "Heard"),
        leads={Stage.HEARING: Stage.BREACH_REVIEW},
        opens=("breach_review",),
        tells={Role.OFFICER: Text("{number}已陈述意见，请审查。", "{number} has commented; please review.")},
    ),
    Event.HEARING_LAPSED: Step(
        Text("逾期未陈述", "Nothing was said in time"),
        leads={Stage.HEARING: Stage.BREACH_REVIEW},
        opens=("breach_review",),
        tells={Role.OFFICER: Text("{number}逾期未陈述，请审查。", "{number} said nothing in time; please review.")},
    ),
    # Its enterprise has said so itself: nobody waits for it any more. Whether there is a breach all the same, two people decide.
    Event.GROUND_WITHDRAWN: Step(
        Text("所涉备案已撤回，转入审查", "The filing it was about was withdrawn"),
        leads={Stage.HEARING: Stage.BREACH_REVIEW, Stage.REMEDY: Stage.REMEDY_CHECK},
        opens=("breach_step",),
        tells={
            Role.APPLICANT: Text(
                "{number}：所涉变动备案已撤回，无需再陈述或者报告整改，审查结果另行告知。",
                "{number}: the filing it was about was withdrawn. Nothing more is asked of you; you will be told what comes of it.",
            ),
            Role.OFFICER: Text(
                "{number}：所涉变动备案已撤回，请审查违反承诺是否成立。",
                "{number}: the filing that the breach is about was withdrawn; please review the breach.",
            ),
        },
    ),
    Event.GROUND_SUPERSEDED: Step(
        Text("所涉备案已由按期备案代替，转入审查", "The filing it was about was superseded by one in time"),
        leads={Stage.HEARING: Stage.BREACH_REVIEW, Stage.REMEDY: Stage.REMEDY_CHECK},
        opens=("breach_step",),
        tells={
            Role.APPLICANT: Text(
                "{number}：所涉变动备案已由变动发生前的备案代替（变动日期{on}），无需再陈述或者报告整改，审查结果另行告知。",
                "{number}: the filing it was about was superseded by one in time (of {on}). Nothing more is asked of you; you will be told "
                "what comes of it.",
            ),
            Role.OFFICER: Text(
                "{number}：所涉变动备案已由变动发生前的备案代替，请对照前后两次备案审查违反承诺是否成立。",
                "{number}: the filing that the breach is about was superseded by one in time; please review it with both before you.",
            ),
        },
    ),
    # To let a breach go takes two people, whoever would: an officer who reviews it or its remedy, or who decides or reconsiders it.
    Event.CLOSING_PROPOSED: Step(
        Text("提请终结违反承诺审查", "Closing of the breach proposed"),
        stays=tuple(CLOSINGS),
        opens=("closing_confirmation",),
        tells={
            Role.APPROVER: Text("{number}的违反承诺审查提请终结，须第二人同意。", "Closing the breach of {number} needs a second person.")
        },
    ),
    Event.CLOSING_REFUSED: Step(
        Text("不同意终结，退回重新审查", "Closing not agreed to"),
        stays=tuple(CLOSINGS),
        opens=("breach_step",),
    ),
    Event.BREACH_CLOSED: Step(
        Text("终结违反承诺审查", "Breach closed"),
        leads=dict.fromkeys(CLOSINGS, Stage.IN_FORCE),
        opens=("waiting_filings",),
        tells={Role.APPLICANT: Text("{number}：{outcome}。", "{number}: {outcome}.")},
    ),
    Event.REMEDY_ORDERED: Step(
        Text("责令限期整改", "Remedy ordered"),
        leads={Stage.BREACH_REVIEW: Stage.REMEDY},
        opens=("remedy_report",),
        tells={Role.APPLICANT: Text("请{number}在期限内整改并报告。", "Please remedy it in time and report, {number}.")},
    ),
    Event.REMEDY_REPORTED: Step(
        Text("报告整改", "Remedy reported"),
        leads={Stage.REMEDY: Stage.REMEDY_CHECK},
        opens=("remedy_check",),
        tells={Role.OFFICER: Text("{number}已报告整改，请核查。", "{number} reported a remedy; please check.")},
    ),
    Event.REMEDY_OVERDUE: Step(
        Text("逾期未报告整改", "Remedy overdue"),
        leads={Stage.REMEDY: Stage.REMEDY_CHECK},
        opens=("remedy_check",),
        tells={Role.OFFICER: Text("{number}逾期未报告整改，请核查。", "{number} reported no remedy in time; please check.")},
    ),
    Event.NOT_REMEDIED: Step(
        Text("整改不合格", "Not remedied"),
        leads={Stage.REMEDY_CHECK: Stage.BREACH_DECISION},
        opens=("breach_decision",),
        tells={Role.APPROVER: Text("{number}整改不合格，请认定。", "{number} did not remedy it; please decide.")},
    ),
    Event.BREACH_UPHELD: Step(
        Text("认定违反承诺", "Breach upheld"),
        leads={Stage.BREACH_DECISION: Stage.BREACH_STANDING},
        opens=("breach_answer",),
        tells={
            Role.APPLICANT: Text(
                "已认定{number}违反承诺，可申请一次复核。", "{number} was found in breach; you may ask once to reconsider."
            )
        },
    ),
    Event.BREACH_ACCEPTED: Step(
        Text("接受认定", "Decision accepted"),
        leads={Stage.BREACH_STANDING: Stage.RECLAIMING},
    ),
    Event.BREACH_RECONSIDERATION_REQUESTED: Step(
        Text("申请复核违反承诺认定", "Reconsideration of the breach requested"),
        leads={Stage.BREACH_STANDING: Stage.BREACH_RECONSIDERATION},
        opens=("breach_reconsideration",),
    ),
    Event.BREACH_BECAME_FINAL: Step(
        Text("违反承诺认定生效", "Breach became final"),
        leads={Stage.BREACH_STANDING: Stage.RECLAIMING},
        tells={Role.APPLICANT: Text("对{number}违反承诺的认定已生效。", "The finding against {number} became final.")},
    ),
    Event.BREACH_CONFIRMED: Step(
        Text("复核维持认定", "Breach confirmed"),
        leads={Stage.BREACH_RECONSIDERATION: Stage.RECLAIMING},
        tells={Role.APPLICANT: Text("复核维持对{number}的认定。", "The finding against {number} was confirmed.")},
    ),
    Event.REPAYMENT_ASKED: Step(
        Text("按约定提出追回", "Repayment asked for, as agreed"),
        stays=BINDING,
    ),
    # Nothing is given up by it: whether there is a breach, and so a debt, is decided anew, and to let go of it takes two people.
    Event.BREACH_SENT_BACK: Step(
        Text("追回未获批准，退回重新认定", "Sent back, its demand not being approved"),
        leads={Stage.RECLAIMING: Stage.BREACH_DECISION},
        opens=("breach_decision",),
        tells={
            Role.APPROVER: Text(
                "{number}的追回未获批准，请重新认定是否违反承诺。",
                "A demand of {number} was not approved; please decide on the breach again.",
            )
        },
    ),
    Event.BREACH_SETTLED: Step(
        Text("应退回的资金已办结，承诺终结", "What the breach costs is settled"),
        leads={Stage.RECLAIMING: Stage.BREACHED},
    ),
}

COMMITMENT = Lifecycle(
    name="commitment",
    workflow="Commitment",
    title=Text("持续经营承诺", "Commitment to stay"),
    stages=STAGES,
    steps=STEPS,
)
