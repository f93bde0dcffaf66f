"""申请的人工环节。The human steps of the application process.

A completed form carries a `decision`, and a decision *is* an event of the process's lifecycle. So a new human step is one entry here and
one line in a lifecycle; no route, table or workflow handler changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.acceptance.tasks import acceptance, correction
from policy.processes.application.agreeing import AGREEING
from policy.processes.application.events import Event
from policy.processes.application.revoking import AWARD, REFUSAL, REVOKING
from policy.processes.application.signing import SIGNING
from policy.processes.application.suspended import SUSPENSION_CHECK
from policy.processes.decision.steps import LISTING
from policy.processes.decision.tasks import DECIDING, decision_kinds
from policy.processes.disbursement.tasks import PAYING
from policy.processes.investment.due_diligence import DILIGENT, REPORTS
from policy.processes.kernel.duties import REFUSED, Duty
from policy.processes.kernel.task_kind import DEFECTS, OFFICE_REASON, OPINION, OWN_REASON, REASON, TaskKind, day, line
from policy.processes.notice.tasks import notice_kinds
from policy.processes.reconsideration.tasks import reconsideration, reconsideration_request
from policy.text import Text

STATING: Mapping[str, str] = {
    "desk_review": Event.RECOMMENDED,
    "site_check": Event.RECOMMENDED,
    "joint_review": Event.DEPARTMENT_AGREED,
    "fact_check": Event.FACTS_STATED,
}
"""The kinds of task in which an officer states the facts an award rests on, and the decision that takes them."""

_HANDLING = ("acceptance", "identity_check", "source_clarification", *REPORTS, *STATING, "expert_review", "fact_confirmation", "comparison")
_HELD = ("standing_check", "resumption_confirmation")
_RULING = ("objection_ruling", "objection_confirmation", "reconsideration")
# What brings a case back to those who handle it: they read what was wrong.
_CAME_BACK = (*DECIDING, "fact_confirmation", "doubt_decision", *(kind.code for kind in AGREEING), *_RULING, AWARD.code, REFUSAL.code)
# Whoever did anything with the case before has had their look.
_BEFORE_PAYMENT = (*_HANDLING, "figure_review", "panel_nomination", "policy_choice", "parameter_supply", LISTING, *_RULING)

OBJECTING = notice_kinds(
    (
        *(*_HANDLING, LISTING, *DECIDING, "redecision_decision"),
        *("recognition_check", "recognition_decision", "solution_check", "selection", "runner_up"),
    )
)

KINDS: tuple[TaskKind, ...] = (
    acceptance("acceptance", Text("受理审查", "Check for acceptance"), after=("reconsideration", REFUSAL.code)),
    TaskKind(
        "offer",
        Text("确认免申即享", "Confirm the offer"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=30,
        decisions={
            Event.OFFER_CONFIRMED: Text("确认", "Confirm"),
            Event.OFFER_DISPUTED: Text("对数据有异议", "Dispute the figures"),
            Event.OFFER_DECLINED: Text("放弃", "Decline"),
        },
        fields={"reason": OWN_REASON},
        required_for={Event.OFFER_DISPUTED: ("reason",)},
        overdue=Event.OFFER_LAPSED,
    ),
    TaskKind(
        "figure_review",
        Text("核实数据", "Look into the figures"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.FIGURES_ASKED: Text("请来源单位再次核对", "Ask the source again"),
            Event.FIGURES_CORRECTED: Text("凭材料更正，由第二人复核", "Correct them by a paper, for a second officer to confirm"),
            Event.FIGURES_UPHELD: Text("数据无误", "They are right"),
        },
        fields={
            "facts": {"type": "object", "title": "更正后的数据", "description": "The facts that change", "additionalProperties": True},
            "reference": line("依据", "The paper the corrected figures are read from", 200),
            "reason": REASON,
        },
        required=("reason",),
        required_for={Event.FIGURES_CORRECTED: ("facts", "reference")},
    ),
    TaskKind(
        "source_clarification",
        Text("核实来源登记", "Have the record clarified at its source"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=10,
        decisions={
            Event.SOURCE_ASKED_AGAIN: Text("已核实，再次核对登记", "Clarified: ask the registry again"),
            Event.ENDING_ASKED: Text("无法更正，提请不予支持", "It cannot be mended: ask to end the application"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required=("opinion",),
        required_for={Event.ENDING_ASKED: ("reason",)},
    ),
    TaskKind(
        "source_giving_up",
        Text("审定来源登记无法核实的申请", "Decide on an application whose record is not mended"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(REFUSED,),
        working_days=10,
        decisions={
            Event.FOUND_INELIGIBLE: Text("同意，不予支持", "End it; nothing is granted"),
            Event.ENDING_REFUSED: Text("不同意，继续核实", "Do not; have the record clarified"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.ENDING_REFUSED: ("reason",)},
        weighs=("source_clarification",),
    ),
    TaskKind(
        "identity_check",
        Text("核实单位信息", "Look into who the applicant is"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=5,
        decisions={
            Event.IDENTITY_ACCEPTED: Text("确为同一单位", "It is the same organisation"),
            Event.IDENTITY_REFUSED: Text("不是同一单位，不予支持", "It is another; not supported"),
        },
        fields={"reason": REASON},
        required=("reason",),
        after=("reconsideration",),
    ),
    correction("correction", Text("补正材料", "Correct the application")),
    TaskKind(
        "desk_review",
        Text("书面评审", "Desk review"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=20,
        decisions={Event.RECOMMENDED: Text("建议支持", "Recommend"), Event.NOT_RECOMMENDED: Text("不建议支持", "Do not recommend")},
        fields={"opinion": OPINION, "reason": REASON},
        required=("opinion",),
        required_for={Event.NOT_RECOMMENDED: ("reason",)},
        after=_CAME_BACK,
    ),
    TaskKind(
        "site_check",
        Text("现场核查", "On-site check"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=20,
        decisions={Event.RECOMMENDED: Text("建议支持", "Recommend"), Event.NOT_RECOMMENDED: Text("不建议支持", "Do not recommend")},
        fields={
            "visited_on": day("核查日期", "Day of the visit"),
            "findings": line("现场情况", "What was found on site"),
            "reason": REASON,
        },
        required=("visited_on", "findings"),
        required_for={Event.NOT_RECOMMENDED: ("reason",)},
        after=_CAME_BACK,
    ),
    TaskKind(
        "joint_review",
        Text("部门联审", "Joint review"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=20,
        decisions={
            Event.DEPARTMENT_AGREED: Text("同意", "Agree"),
            Event.DEFECTS_NAMED: Text("需要补正，与其他部门一并提出", "Something has to be corrected, asked together with the others"),
            Event.NOT_RECOMMENDED: Text("不同意", "Disagree"),
        },
        fields={"opinion": line("本部门意见", "What this department has to say on its part"), "defects": DEFECTS, "reason": REASON},
        required=("opinion",),
        required_for={Event.DEFECTS_NAMED: ("defects",), Event.NOT_RECOMMENDED: ("reason",)},
        after=_CAME_BACK,
    ),
    TaskKind(
        "fact_check",
        Text("核对材料", "Check the papers"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=20,
        decisions={Event.FACTS_STATED: Text("事实已核对", "The facts are stated")},
        fields={"opinion": OPINION},
        after=_CAME_BACK,
    ),
    TaskKind(
        "fact_confirmation",
        Text("复核事实", "Confirm the facts"),
        Role.OFFICER,
        duty=Duty.CHECK,
        not_again=(REFUSED,),
        working_days=5,
        decisions={
            Event.FACTS_CONFIRMED: Text("与材料一致", "They are as the papers say"),
            Event.FACTS_DOUBTED: Text("与材料不符，退回评审", "They are not, back to review"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.FACTS_DOUBTED: ("reason",)},
    ),
    TaskKind(
        "policy_choice",
        Text("选择适用的政策", "Choose the policy"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(REFUSED,),
        working_days=10,
        decisions={
            Event.OPINIONS_CHOSEN: Text("适用本意见", "Apply the Opinions"),
            Event.OLDER_POLICY_CHOSEN: Text("适用此前同类政策，本申请终止", "Apply the older policy; end this here"),
        },
        fields={"reason": REASON},
        required=("reason",),
        weighs=_HANDLING,
    ),
    TaskKind(
        "comparison",
        Text("比对疑似相同的支持对象", "Compare what looks like the same subject"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=5,
        decisions={Event.COMPARED: Text("已逐件比对", "Each is compared")},
    ),
    TaskKind(
        "parameter_supply",
        Text("等待实施细则", "An implementing value is missing"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.PARAMETER_SUPPLIED: Text("已补充，重新核定", "Supplied, assess again")},
        fields={"note": OPINION},
    ),
    # The cost of a project is audited before there is an application for its award.
    *decision_kinds(_HANDLING, ("cost_audit",), after=_CAME_BACK),
    *OBJECTING,
    *SIGNING,
    *DILIGENT,
    *AGREEING,
    TaskKind(
        "quality_check",
        Text("拨付前抽查", "Take a second look before payment"),
        Role.OFFICER,
        duty=Duty.REVIEW,
        not_again=("reconsideration",),
        working_days=5,
        decisions={
            Event.QUALITY_PASSED: Text("通过，可以拨付", "Pass, to be paid"),
            Event.QUALITY_DOUBTED: Text("存疑，建议退回评审", "Doubt; propose to go back to review"),
        },
        fields={"opinion": OPINION, "reason": OFFICE_REASON},
        required=("opinion",),
        required_for={Event.QUALITY_DOUBTED: ("reason",)},
        weighs=(*_BEFORE_PAYMENT, *DECIDING),
    ),
    TaskKind(
        "doubt_decision",
        Text("审定抽查存疑", "Decide on the doubts of the second look"),
        Role.APPROVER,
        duty=Duty.REVIEW,
        not_again=("reconsideration", "quality_check"),
        working_days=5,
        decisions={
            Event.DOUBT_CONFIRMED: Text("属实，退回评审", "Confirm; back to review"),
            Event.DOUBT_DISMISSED: Text("不成立，继续拨付", "Dismiss; let it be paid"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required=("reason",),
        weighs=(*_BEFORE_PAYMENT, "quality_check", *DECIDING),
    ),
    *REVOKING,
    SUSPENSION_CHECK,
    *PAYING,
    reconsideration_request("reconsideration_request", Text("可申请复核", "You may ask for reconsideration"), working_days=30),
    reconsideration(
        "reconsideration",
        Text("复核", "Reconsider"),
        asked_in="reconsideration_request",
        not_again=_HELD,
        weighs=(
            *_HANDLING,
            "source_giving_up",
            *DECIDING,
            LISTING,
            "objection_ruling",
            "objection_confirmation",
            "policy_choice",
            *_HELD,
        ),
    ),
)
REVIEWS: Mapping[str, str] = {
    "none": "desk_review",
    "desk": "desk_review",
    "site": "site_check",
    "joint": "joint_review",
    "expert": "expert_review",
}
