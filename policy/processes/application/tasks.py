"""申请的人工环节。The human steps of the application process.

A completed form carries a `decision`, and a decision *is* an event of the process's lifecycle. So a new human step is one entry here and
one line in a lifecycle; no route, table or workflow handler changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from policy.actors import Role
from policy.processes.application.stages_and_events import Event
from policy.processes.kernel.shared_tasks import acceptance, correction, reconsideration, reconsideration_request
from policy.processes.kernel.task_kind import ACCOUNT, AMOUNT, OPINION, REASON, TaskKind, line
from policy.text import Text

_SCORES: dict[str, Any] = {
    "type": "object",
    "title": "评分",
    "description": "Scores from 0 to 100",
    "properties": {
        "innovation": {"type": "integer", "minimum": 0, "maximum": 100, "title": "创新性"},
        "feasibility": {"type": "integer", "minimum": 0, "maximum": 100, "title": "可行性"},
        "benefit": {"type": "integer", "minimum": 0, "maximum": 100, "title": "对本区的效益"},
    },
    "required": ["innovation", "feasibility", "benefit"],
    "additionalProperties": False,
}
_REFUSE = Text("不予支持", "Refuse")

_HANDLING = ("acceptance", "desk_review", "site_check", "joint_review", "expert_review")
_DECIDING = ("decision", "second_decision")
_RULING = ("objection_ruling", "reconsideration")

_DECISION = TaskKind(
    "decision",
    Text("审定", "Decide"),
    Role.APPROVER,
    "decision",
    decisions={
        Event.APPROVED: Text("同意", "Approve"),
        Event.RETURNED: Text("退回评审", "Return for review"),
        Event.DECISION_REFUSED: _REFUSE,
    },
    fields={"opinion": OPINION, "reason": REASON},
    required_for={Event.RETURNED: ("reason",), Event.DECISION_REFUSED: ("reason",)},
    not_by=(*_HANDLING, "committee_minutes"),
)

KINDS: tuple[TaskKind, ...] = (
    acceptance(
        "acceptance",
        Text("受理审查", "Check for acceptance"),
        accepted=Event.ACCEPTED,
        correction=Event.CORRECTION_REQUESTED,
        refused=Event.ACCEPTANCE_REFUSED,
    ),
    TaskKind(
        "offer",
        Text("确认免申即享", "Confirm the offer"),
        Role.APPLICANT,
        "offer",
        decisions={
            Event.OFFER_CONFIRMED: Text("确认", "Confirm"),
            Event.OFFER_DISPUTED: Text("对数据有异议", "Dispute the figures"),
            Event.OFFER_DECLINED: Text("放弃", "Decline"),
        },
        fields={"reason": REASON},
        required_for={Event.OFFER_DISPUTED: ("reason",)},
        overdue=Event.OFFER_LAPSED,
    ),
    TaskKind(
        "figure_review",
        Text("核实数据", "Look into the figures"),
        Role.OFFICER,
        "figure_review",
        decisions={
            Event.FIGURES_CORRECTED: Text("更正", "Correct them"),
            Event.FIGURES_UPHELD: Text("数据无误", "They are right"),
        },
        fields={"facts": {"type": "object", "title": "更正后的数据", "description": "The facts that change"}, "reason": REASON},
        required=("reason",),
        required_for={Event.FIGURES_CORRECTED: ("facts",)},
    ),
    correction("correction", Text("补正材料", "Correct the application"), corrected=Event.CORRECTED, lapsed=Event.CORRECTION_LAPSED),
    TaskKind(
        "desk_review",
        Text("书面评审", "Desk review"),
        Role.OFFICER,
        "review",
        decisions={Event.RECOMMENDED: Text("建议支持", "Recommend"), Event.NOT_RECOMMENDED: Text("不建议支持", "Do not recommend")},
        fields={"opinion": OPINION, "reason": REASON},
        required=("opinion",),
        required_for={Event.NOT_RECOMMENDED: ("reason",)},
    ),
    TaskKind(
        "site_check",
        Text("现场核查", "On-site check"),
        Role.OFFICER,
        "review",
        decisions={Event.RECOMMENDED: Text("建议支持", "Recommend"), Event.NOT_RECOMMENDED: Text("不建议支持", "Do not recommend")},
        fields={
            "visited_on": {"type": "string", "format": "date", "title": "核查日期", "description": "Day of the visit"},
            "findings": line("现场情况", "What was found on site"),
            "reason": REASON,
        },
        required=("visited_on", "findings"),
        required_for={Event.NOT_RECOMMENDED: ("reason",)},
    ),
    TaskKind(
        "joint_review",
        Text("部门联审", "Joint review"),
        Role.OFFICER,
        "review",
        decisions={Event.DEPARTMENT_AGREED: Text("同意", "Agree"), Event.NOT_RECOMMENDED: Text("不同意", "Disagree")},
        fields={"opinion": line("本部门意见", "What this department has to say on its part"), "reason": REASON},
        required=("opinion",),
        required_for={Event.NOT_RECOMMENDED: ("reason",)},
    ),
    TaskKind(
        "expert_review",
        Text("专家评审", "Expert review"),
        Role.EXPERT,
        "expert",
        decisions={Event.EXPERT_SCORED: Text("评分", "Score"), Event.EXPERT_RECUSED: Text("回避", "Stand aside")},
        fields={
            "no_conflict": {
                "const": True,
                "title": "本人声明与申请单位无利益冲突",
                "description": "I declare that I have no conflict of interest",
            },
            "scores": _SCORES,
            "recommend": {"type": "boolean", "title": "是否建议支持", "description": "Whether to recommend it"},
            "opinion": OPINION,
            "reason": line("回避理由", "Why you stand aside"),
        },
        required_for={Event.EXPERT_SCORED: ("no_conflict", "scores", "recommend", "opinion"), Event.EXPERT_RECUSED: ("reason",)},
        overdue=Event.EXPERT_REPLACED,
    ),
    TaskKind(
        "panel_nomination",
        Text("补充评审专家", "Nominate an expert"),
        Role.OFFICER,
        "review",
        decisions={Event.EXPERT_NOMINATED: Text("指定专家", "Nominate")},
        fields={"expert": line("专家编号", "Subject of an expert in the pool", 200)},
        required=("expert",),
    ),
    TaskKind(
        "parameter_supply",
        Text("等待实施细则", "An implementing value is missing"),
        Role.OFFICER,
        "review",
        decisions={Event.PARAMETER_SUPPLIED: Text("已补充,重新核定", "Supplied, assess again")},
        fields={"note": OPINION},
    ),
    TaskKind(
        "committee_minutes",
        Text("登记专题会纪要", "Record the committee's minutes"),
        Role.COMMITTEE,
        "decision",
        decisions={Event.MINUTED: Text("会议同意", "The committee agreed"), Event.DECISION_REFUSED: _REFUSE},
        fields={"minutes_no": line("纪要编号", "Number of the minutes", 100), "award_fen": AMOUNT, "reason": REASON},
        required=("minutes_no",),
        required_for={Event.MINUTED: ("award_fen",), Event.DECISION_REFUSED: ("reason",)},
    ),
    _DECISION,
    # A committee's amount takes two approvers (general term 7).
    replace(
        _DECISION, code="second_decision", title=Text("审定(第二人)", "Decide (second approver)"), not_by=(*_DECISION.not_by, "decision")
    ),
    TaskKind(
        "budget_supply",
        Text("安排预算", "Find budget"),
        Role.FINANCE,
        "decision",
        decisions={Event.BUDGET_FOUND: Text("预算已安排", "The budget is there")},
        fields={"note": OPINION},
    ),
    TaskKind(
        "objection_ruling",
        Text("处理异议", "Rule on an objection"),
        Role.OFFICER,
        "objection",
        decisions={Event.OBJECTION_DISMISSED: Text("异议不成立", "Dismiss"), Event.OBJECTION_UPHELD: Text("异议成立", "Uphold")},
        fields={"reason": REASON},
        required=("reason",),
        not_by=("desk_review", "site_check", "joint_review"),
    ),
    TaskKind(
        "commitment",
        Text("签署持续经营承诺", "Sign the commitment to stay"),
        Role.APPLICANT,
        "commitment",
        decisions={Event.COMMITMENT_SIGNED: Text("签署", "Sign")},
        fields={
            "signatory": line("签署人", "Who signs for the enterprise", 100),
            "position": line("职务", "Their position", 100),
            "agreed": {
                "const": True,
                "title": "本单位承诺持续在本区经营;确需变动的,事先备案",
                "description": "We commit to stay in the area, and to file any move before it happens",
            },
            "account": ACCOUNT,
        },
        required=("signatory", "position", "agreed", "account"),
        overdue=Event.COMMITMENT_LAPSED,
    ),
    TaskKind(
        "quality_check",
        Text("拨付前抽查", "Take a second look before payment"),
        Role.OFFICER,
        "quality_check",
        decisions={
            Event.QUALITY_PASSED: Text("通过,可以拨付", "Pass, to be paid"),
            Event.QUALITY_DOUBTED: Text("存疑,退回评审", "Doubt, back to review"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required=("opinion",),
        required_for={Event.QUALITY_DOUBTED: ("reason",)},
        # Whoever did anything with the case before has had their look.
        not_by=(*_HANDLING, *_DECIDING, "figure_review", "panel_nomination", "parameter_supply", "committee_minutes", *_RULING),
    ),
    TaskKind(
        "payment_release",
        Text("拨付申请", "Release the payment"),
        Role.FINANCE,
        "payment",
        decisions={Event.PAYMENT_RELEASED: Text("发起拨付", "Release")},
        fields={"note": OPINION},
        not_by=_DECIDING,
    ),
    TaskKind(
        "payment_confirmation",
        Text("拨付复核", "Confirm the payment"),
        Role.FINANCE,
        "payment",
        decisions={Event.PAYMENT_CONFIRMED: Text("复核通过", "Confirm"), Event.PAYMENT_SENT_BACK: Text("退回", "Send back")},
        fields={"reason": REASON},
        required_for={Event.PAYMENT_SENT_BACK: ("reason",)},
        not_by=(*_DECIDING, "payment_release"),
    ),
    TaskKind(
        "payment_investigation",
        Text("核实国库回执", "Look into the treasury's answer"),
        Role.FINANCE,
        "payment",
        decisions={Event.TREASURY_CORRECTED: Text("已核实,重新查询", "Settled, ask again")},
        fields={"note": OPINION},
        required=("note",),
    ),
    TaskKind(
        "new_account",
        Text("更正收款账户", "Give another account"),
        Role.APPLICANT,
        "new_account",
        decisions={Event.ACCOUNT_SUPPLIED: Text("提交新账户", "Submit the new account")},
        fields={"account": ACCOUNT},
        required=("account",),
        next_step=Text("银行退回了款项,请更正收款账户。", "The bank returned the payment; please give another account."),
    ),
    reconsideration_request(
        "reconsideration_request",
        Text("可申请复核", "You may ask for reconsideration"),
        "reconsideration_window",
        requested=Event.RECONSIDERATION_REQUESTED,
        final=Event.REFUSAL_BECAME_FINAL,
    ),
    reconsideration(
        "reconsideration",
        Text("复核", "Reconsider"),
        {
            Event.RECONSIDERATION_GRANTED: Text("重新办理", "Reopen"),
            Event.RECONSIDERATION_DISMISSED: Text("维持原决定", "Let it stand"),
        },
        not_by=(*_HANDLING, *_DECIDING, "committee_minutes", "objection_ruling"),
    ),
)
REVIEWS: Mapping[str, str] = {
    "none": "desk_review",
    "desk": "desk_review",
    "site": "site_check",
    "joint": "joint_review",
    "expert": "expert_review",
}
