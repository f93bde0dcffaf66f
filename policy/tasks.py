"""人工环节。Every human step as a kind of task: who does it, by when, with which form, and what may come of it.

A completed form carries a `decision`, and a decision *is* an event of the process's lifecycle. So a new human step is one entry here and
one line in a lifecycle; no route, table or workflow handler changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from policy.actors import Role
from policy.lifecycles.application import Event
from policy.text import Text

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One kind of human step.

    Attributes:
        code: Stable name.
        title: What a task list shows.
        role: Who does it. An applicant's task belongs to the enterprise, an expert's to the person drawn; any other to the department.
        duration: The key of the working-day duration it is due in.
        decisions: What may come of it, each with its label.
        fields: The form's other fields, as JSON Schema properties.
        required: Fields that are always required.
        required_for: Fields required with one decision only.
        not_by: Kinds of task whose doers may not do this one (four eyes).
        overdue: What happens past the due date: an event, or None to escalate to the head of the department.
    """

    code: str
    title: Text
    role: Role
    duration: str
    decisions: Mapping[Event, Text]
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    required_for: Mapping[Event, tuple[str, ...]] = field(default_factory=dict)
    not_by: tuple[str, ...] = ()
    overdue: Event | None = None

    @property
    def applicants(self) -> bool:
        """Whether the ball is with the applicant, so that the legal clock of the authority stands still."""
        return self.role is Role.APPLICANT

    def form(self, extra: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
        """Return the form as JSON Schema 2020-12.

        Args:
            extra: Properties that depend on the case, such as the item's facts for a correction.
        """
        decision = {
            "title": "决定",
            "description": "Decision",
            "oneOf": [{"const": event.value, "title": text.zh, "description": text.en} for event, text in self.decisions.items()],
        }
        schema: dict[str, Any] = {
            "$schema": JSON_SCHEMA,
            "title": self.title.zh,
            "description": self.title.en,
            "type": "object",
            "properties": {"decision": decision, **self.fields, **(extra or {})},
            "required": ["decision", *self.required],
            "additionalProperties": False,
        }
        conditions = [
            {"if": {"properties": {"decision": {"const": event.value}}}, "then": {"required": list(fields)}}
            for event, fields in self.required_for.items()
        ]
        return schema | ({"allOf": conditions} if conditions else {})


def _text(zh: str, en: str, most: int = 2000, least: int = 1) -> dict[str, Any]:
    return {"type": "string", "title": zh, "description": en, "minLength": least, "maxLength": most}


_REASON = _text("理由", "The reason, as the applicant will read it")
_OPINION = _text("意见", "Opinion")
_AMOUNT: dict[str, Any] = {
    "type": "integer",
    "title": "金额(分)",
    "description": "Amount in fen",
    "minimum": 1,
    "maximum": 9_000_000_000_000_000,
}
_ACCOUNT: dict[str, Any] = {
    "type": "object",
    "title": "收款账户",
    "description": "The account the money goes to; it must be in the enterprise's own name",
    "properties": {
        "holder": _text("户名", "Account holder", 100),
        "bank": _text("开户行", "Bank and branch", 100),
        "number": {"type": "string", "title": "账号", "description": "Account number, 8 to 34 digits", "pattern": "^[0-9]{8,34}$"},
    },
    "required": ["holder", "bank", "number"],
    "additionalProperties": False,
}
_DEFECTS: dict[str, Any] = {
    "type": "array",
    "title": "需补正的全部内容",
    "description": "Every defect, all at once: a round of correction names them all",
    "minItems": 1,
    "maxItems": 50,
    "items": {
        "type": "object",
        "properties": {
            "field": _text("事实或材料", "The fact or piece of evidence", 100),
            "message": _text("要求", "What to do about it", 500),
        },
        "required": ["field", "message"],
        "additionalProperties": False,
    },
}
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
    fields={"opinion": _OPINION, "reason": _REASON},
    required_for={Event.RETURNED: ("reason",), Event.DECISION_REFUSED: ("reason",)},
    not_by=(*_HANDLING, "committee_minutes"),
)

_KINDS = (
    TaskKind(
        "acceptance",
        Text("受理审查", "Check for acceptance"),
        Role.OFFICER,
        "acceptance",
        decisions={
            Event.ACCEPTED: Text("受理", "Accept"),
            Event.CORRECTION_REQUESTED: Text("要求补正", "Ask for correction"),
            Event.ACCEPTANCE_REFUSED: Text("不予受理", "Refuse to accept"),
        },
        fields={"defects": _DEFECTS, "reason": _REASON},
        required_for={Event.CORRECTION_REQUESTED: ("defects",), Event.ACCEPTANCE_REFUSED: ("reason",)},
    ),
    TaskKind(
        "correction",
        Text("补正材料", "Correct the application"),
        Role.APPLICANT,
        "correction",
        decisions={Event.CORRECTED: Text("已补正,重新提交", "Corrected, submit again")},
        fields={"note": _text("说明", "Note to the officer")},
        overdue=Event.CORRECTION_LAPSED,
    ),
    TaskKind(
        "desk_review",
        Text("书面评审", "Desk review"),
        Role.OFFICER,
        "review",
        decisions={Event.RECOMMENDED: Text("建议支持", "Recommend"), Event.NOT_RECOMMENDED: Text("不建议支持", "Do not recommend")},
        fields={"opinion": _OPINION, "reason": _REASON},
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
            "findings": _text("现场情况", "What was found on site"),
            "reason": _REASON,
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
        fields={"opinion": _text("本部门意见", "What this department has to say on its part"), "reason": _REASON},
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
            "opinion": _OPINION,
            "reason": _text("回避理由", "Why you stand aside"),
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
        fields={"expert": _text("专家编号", "Subject of an expert in the pool", 200)},
        required=("expert",),
    ),
    TaskKind(
        "parameter_supply",
        Text("等待实施细则", "An implementing value is missing"),
        Role.OFFICER,
        "review",
        decisions={Event.PARAMETER_SUPPLIED: Text("已补充,重新核定", "Supplied, assess again")},
        fields={"note": _OPINION},
    ),
    TaskKind(
        "committee_minutes",
        Text("登记专题会纪要", "Record the committee's minutes"),
        Role.COMMITTEE,
        "decision",
        decisions={Event.MINUTED: Text("会议同意", "The committee agreed"), Event.DECISION_REFUSED: _REFUSE},
        fields={"minutes_no": _text("纪要编号", "Number of the minutes", 100), "award_fen": _AMOUNT, "reason": _REASON},
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
        fields={"note": _OPINION},
    ),
    TaskKind(
        "objection_ruling",
        Text("处理异议", "Rule on an objection"),
        Role.OFFICER,
        "objection",
        decisions={Event.OBJECTION_DISMISSED: Text("异议不成立", "Dismiss"), Event.OBJECTION_UPHELD: Text("异议成立", "Uphold")},
        fields={"reason": _REASON},
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
            "signatory": _text("签署人", "Who signs for the enterprise", 100),
            "position": _text("职务", "Their position", 100),
            "agreed": {
                "const": True,
                "title": "本单位承诺持续在本区经营;确需变动的,事先备案",
                "description": "We commit to stay in the area, and to file any move before it happens",
            },
            "account": _ACCOUNT,
        },
        required=("signatory", "position", "agreed", "account"),
        overdue=Event.COMMITMENT_LAPSED,
    ),
    TaskKind(
        "payment_release",
        Text("拨付申请", "Release the payment"),
        Role.FINANCE,
        "payment",
        decisions={Event.PAYMENT_RELEASED: Text("发起拨付", "Release")},
        fields={"note": _OPINION},
        not_by=_DECIDING,
    ),
    TaskKind(
        "payment_confirmation",
        Text("拨付复核", "Confirm the payment"),
        Role.FINANCE,
        "payment",
        decisions={Event.PAYMENT_CONFIRMED: Text("复核通过", "Confirm"), Event.PAYMENT_SENT_BACK: Text("退回", "Send back")},
        fields={"reason": _REASON},
        required_for={Event.PAYMENT_SENT_BACK: ("reason",)},
        not_by=(*_DECIDING, "payment_release"),
    ),
    TaskKind(
        "payment_investigation",
        Text("核实国库回执", "Look into the treasury's answer"),
        Role.FINANCE,
        "payment",
        decisions={Event.TREASURY_CORRECTED: Text("已核实,重新查询", "Settled, ask again")},
        fields={"note": _OPINION},
        required=("note",),
    ),
    TaskKind(
        "new_account",
        Text("更正收款账户", "Give another account"),
        Role.APPLICANT,
        "new_account",
        decisions={Event.ACCOUNT_SUPPLIED: Text("提交新账户", "Submit the new account")},
        fields={"account": _ACCOUNT},
        required=("account",),
    ),
    TaskKind(
        "reconsideration_request",
        Text("可申请复核", "You may ask for reconsideration"),
        Role.APPLICANT,
        "reconsideration_window",
        decisions={Event.RECONSIDERATION_REQUESTED: Text("申请复核", "Ask for reconsideration")},
        fields={"reason": _REASON},
        required=("reason",),
        overdue=Event.REFUSAL_BECAME_FINAL,
    ),
    TaskKind(
        "reconsideration",
        Text("复核", "Reconsider"),
        Role.OFFICER,
        "reconsideration",
        decisions={
            Event.RECONSIDERATION_GRANTED: Text("重新办理", "Reopen"),
            Event.RECONSIDERATION_DISMISSED: Text("维持原决定", "Let it stand"),
        },
        fields={"reason": _REASON},
        required=("reason",),
        not_by=(*_HANDLING, *_DECIDING, "committee_minutes", "objection_ruling"),
    ),
)

KINDS: Mapping[str, TaskKind] = {kind.code: kind for kind in _KINDS}
# What an applicant has to do next, where the stage alone does not say it.
TASK_STEPS: Mapping[str, Text] = {
    "new_account": Text("银行退回了款项,请更正收款账户。", "The bank returned the payment; please give another account."),
}
REVIEWS: Mapping[str, str] = {
    "none": "desk_review",
    "desk": "desk_review",
    "site": "site_check",
    "joint": "joint_review",
    "expert": "expert_review",
}
