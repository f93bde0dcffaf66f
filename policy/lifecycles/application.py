"""申请的生命周期。The application process: every stage, every event, and where each event leads.

Sources: the general terms of the Opinions (who may apply, commitment before payment); the stages themselves are the area's
administrative practice (受理、核验、评审、核定、审定、公示、承诺、拨付).
"""

from __future__ import annotations

from enum import StrEnum

from policy.lifecycles.lifecycle import Lifecycle
from policy.text import Text


class Stage(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    ACCEPTANCE = "acceptance"
    CORRECTION = "correction"
    VERIFICATION = "verification"
    REVIEW = "review"
    ASSESSMENT = "assessment"
    COMMITTEE = "committee"
    DECISION = "decision"
    BUDGET_WAIT = "budget_wait"
    PUBLIC_NOTICE = "public_notice"
    OBJECTION = "objection"
    COMMITMENT = "commitment"
    PAYMENT = "payment"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    RECONSIDERATION = "reconsideration"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


STAGE_NAMES: dict[Stage, Text] = {
    Stage.DRAFT: Text("草稿", "Draft"),
    Stage.ACCEPTANCE: Text("受理", "Acceptance"),
    Stage.CORRECTION: Text("补正", "Correction"),
    Stage.VERIFICATION: Text("核验", "Verification"),
    Stage.REVIEW: Text("评审", "Review"),
    Stage.ASSESSMENT: Text("核定", "Assessment"),
    Stage.COMMITTEE: Text("专题会", "Committee"),
    Stage.DECISION: Text("审定", "Decision"),
    Stage.BUDGET_WAIT: Text("等待预算", "Waiting for budget"),
    Stage.PUBLIC_NOTICE: Text("公示", "Public notice"),
    Stage.OBJECTION: Text("异议处理", "Objection"),
    Stage.COMMITMENT: Text("承诺", "Commitment"),
    Stage.PAYMENT: Text("拨付", "Payment"),
    Stage.IN_FORCE: Text("履约中", "In force"),
    Stage.REFUSED: Text("不予支持(可复核)", "Refused, open to reconsideration"),
    Stage.RECONSIDERATION: Text("复核", "Reconsideration"),
    Stage.REJECTED: Text("不予支持", "Rejected"),
    Stage.LAPSED: Text("逾期终止", "Lapsed"),
    Stage.WITHDRAWN: Text("已撤回", "Withdrawn"),
    Stage.DISCARDED: Text("草稿已删除", "Discarded"),
}


class Event(StrEnum):
    """What happened to an application, in the past tense."""

    SUBMITTED = "submitted"
    DRAFT_DISCARDED = "draft_discarded"
    ACCEPTED = "accepted"
    CORRECTION_REQUESTED = "correction_requested"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    CORRECTED = "corrected"
    CORRECTION_LAPSED = "correction_lapsed"
    VERIFIED = "verified"
    FOUND_INELIGIBLE = "found_ineligible"
    EXPERT_SCORED = "expert_scored"
    EXPERT_RECUSED = "expert_recused"
    EXPERT_REPLACED = "expert_replaced"
    EXPERT_NOMINATED = "expert_nominated"
    DEPARTMENT_AGREED = "department_agreed"
    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    ASSESSED = "assessed"
    ASSESSED_TO_NOTHING = "assessed_to_nothing"
    PARAMETER_FOUND_MISSING = "parameter_found_missing"
    PARAMETER_SUPPLIED = "parameter_supplied"
    REFERRED = "referred"
    MINUTED = "minuted"
    ALLOCATED = "allocated"
    FIRST_APPROVED = "first_approved"
    APPROVED = "approved"
    RETURNED = "returned"
    DECISION_REFUSED = "decision_refused"
    BUDGET_FOUND_EXHAUSTED = "budget_found_exhausted"
    BUDGET_FOUND = "budget_found"
    NOTICE_CLEARED = "notice_cleared"
    OBJECTION_FILED = "objection_filed"
    OBJECTION_DISMISSED = "objection_dismissed"
    OBJECTION_UPHELD = "objection_upheld"
    NOTICE_RESUMED = "notice_resumed"
    COMMITMENT_SIGNED = "commitment_signed"
    COMMITMENT_LAPSED = "commitment_lapsed"
    PAYMENT_RELEASED = "payment_released"
    PAYMENT_SENT_BACK = "payment_sent_back"
    PAYMENT_CONFIRMED = "payment_confirmed"
    PAYMENT_INSTRUCTED = "payment_instructed"
    TREASURY_MISMATCHED = "treasury_mismatched"
    TREASURY_CORRECTED = "treasury_corrected"
    TREASURY_FELL_SILENT = "treasury_fell_silent"
    PAID = "paid"
    BANK_RETURNED = "bank_returned"
    ACCOUNT_SUPPLIED = "account_supplied"
    RECONSIDERATION_REQUESTED = "reconsideration_requested"
    REFUSAL_BECAME_FINAL = "refusal_became_final"
    RECONSIDERATION_GRANTED = "reconsideration_granted"
    RECONSIDERATION_DISMISSED = "reconsideration_dismissed"
    WITHDRAWN = "withdrawn"
    PUT_ON_HOLD = "put_on_hold"
    RESUMED = "resumed"
    WARNED = "warned"
    ESCALATED = "escalated"
    REASSIGNED = "reassigned"
    DEADLINES_RECOMPUTED = "deadlines_recomputed"


EVENT_NAMES: dict[Event, Text] = {
    Event.SUBMITTED: Text("提交申请", "Submitted"),
    Event.DRAFT_DISCARDED: Text("删除草稿", "Draft discarded"),
    Event.ACCEPTED: Text("受理", "Accepted"),
    Event.CORRECTION_REQUESTED: Text("要求补正", "Correction requested"),
    Event.ACCEPTANCE_REFUSED: Text("不予受理", "Acceptance refused"),
    Event.CORRECTED: Text("完成补正", "Corrected"),
    Event.CORRECTION_LAPSED: Text("逾期未补正", "Correction lapsed"),
    Event.VERIFIED: Text("核验通过", "Verified"),
    Event.FOUND_INELIGIBLE: Text("核验不符合条件", "Found ineligible"),
    Event.EXPERT_SCORED: Text("专家评分", "An expert scored"),
    Event.EXPERT_RECUSED: Text("专家回避", "An expert stood aside"),
    Event.EXPERT_REPLACED: Text("更换逾期专家", "An expert was replaced"),
    Event.EXPERT_NOMINATED: Text("指定专家", "An expert was nominated"),
    Event.DEPARTMENT_AGREED: Text("联审部门同意", "A department agreed"),
    Event.RECOMMENDED: Text("建议支持", "Recommended"),
    Event.NOT_RECOMMENDED: Text("不建议支持", "Not recommended"),
    Event.ASSESSED: Text("核定金额", "Assessed"),
    Event.ASSESSED_TO_NOTHING: Text("核定不予支持", "Assessed to nothing"),
    Event.PARAMETER_FOUND_MISSING: Text("缺少实施细则参数", "An implementing value is missing"),
    Event.PARAMETER_SUPPLIED: Text("补充实施细则参数", "The implementing value was supplied"),
    Event.REFERRED: Text("提交专题会", "Referred to the committee"),
    Event.MINUTED: Text("专题会同意", "Minuted"),
    Event.ALLOCATED: Text("按比例分配", "Allocated a share"),
    Event.FIRST_APPROVED: Text("第一审批人同意", "First approval"),
    Event.APPROVED: Text("审定同意", "Approved"),
    Event.RETURNED: Text("退回评审", "Returned for review"),
    Event.DECISION_REFUSED: Text("审定不予支持", "Refused"),
    Event.BUDGET_FOUND_EXHAUSTED: Text("预算不足,等待安排", "Waiting for budget"),
    Event.BUDGET_FOUND: Text("预算已安排", "Budget found"),
    Event.NOTICE_CLEARED: Text("公示无异议", "Notice cleared"),
    Event.OBJECTION_FILED: Text("收到实名异议", "Objection filed"),
    Event.OBJECTION_DISMISSED: Text("异议不成立", "Objection dismissed"),
    Event.OBJECTION_UPHELD: Text("异议成立", "Objection upheld"),
    Event.NOTICE_RESUMED: Text("恢复公示", "Notice resumed"),
    Event.COMMITMENT_SIGNED: Text("签署承诺", "Commitment signed"),
    Event.COMMITMENT_LAPSED: Text("逾期未签承诺", "Commitment lapsed"),
    Event.PAYMENT_RELEASED: Text("发起拨付", "Payment released"),
    Event.PAYMENT_SENT_BACK: Text("拨付退回", "Payment sent back"),
    Event.PAYMENT_CONFIRMED: Text("拨付复核通过", "Payment confirmed"),
    Event.PAYMENT_INSTRUCTED: Text("已向国库发出指令", "Treasury instructed"),
    Event.TREASURY_MISMATCHED: Text("国库回执不符", "The treasury differs"),
    Event.TREASURY_CORRECTED: Text("国库回执已核实", "The difference was settled"),
    Event.TREASURY_FELL_SILENT: Text("国库逾期未回执", "The treasury fell silent"),
    Event.PAID: Text("已拨付", "Paid"),
    Event.BANK_RETURNED: Text("银行退回", "Returned by the bank"),
    Event.ACCOUNT_SUPPLIED: Text("更正账户", "Another account given"),
    Event.RECONSIDERATION_REQUESTED: Text("申请复核", "Reconsideration requested"),
    Event.REFUSAL_BECAME_FINAL: Text("不予支持生效", "The refusal became final"),
    Event.RECONSIDERATION_GRANTED: Text("复核重新办理", "Reopened"),
    Event.RECONSIDERATION_DISMISSED: Text("复核维持原决定", "The decision stands"),
    Event.WITHDRAWN: Text("撤回", "Withdrawn"),
    Event.PUT_ON_HOLD: Text("暂停办理", "Put on hold"),
    Event.RESUMED: Text("恢复办理", "Resumed"),
    Event.WARNED: Text("到期提醒", "Warned"),
    Event.ESCALATED: Text("逾期督办", "Escalated"),
    Event.REASSIGNED: Text("转交", "Handed over"),
    Event.DEADLINES_RECOMPUTED: Text("重新计算期限", "Deadlines recomputed"),
}


_OWN: dict[Stage, dict[Event, Stage]] = {
    Stage.DRAFT: {
        Event.SUBMITTED: Stage.ACCEPTANCE,
        Event.DRAFT_DISCARDED: Stage.DISCARDED,
    },
    Stage.ACCEPTANCE: {
        Event.ACCEPTED: Stage.VERIFICATION,
        Event.CORRECTION_REQUESTED: Stage.CORRECTION,
        Event.ACCEPTANCE_REFUSED: Stage.REFUSED,
    },
    Stage.CORRECTION: {
        Event.CORRECTED: Stage.ACCEPTANCE,
        Event.CORRECTION_LAPSED: Stage.LAPSED,
    },
    Stage.VERIFICATION: {
        Event.VERIFIED: Stage.REVIEW,
        Event.FOUND_INELIGIBLE: Stage.REFUSED,
    },
    Stage.REVIEW: {
        Event.EXPERT_SCORED: Stage.REVIEW,
        Event.EXPERT_RECUSED: Stage.REVIEW,
        Event.EXPERT_REPLACED: Stage.REVIEW,
        Event.EXPERT_NOMINATED: Stage.REVIEW,
        Event.DEPARTMENT_AGREED: Stage.REVIEW,
        Event.RECOMMENDED: Stage.ASSESSMENT,
        Event.NOT_RECOMMENDED: Stage.REFUSED,
    },
    Stage.ASSESSMENT: {
        Event.ASSESSED: Stage.DECISION,
        Event.ASSESSED_TO_NOTHING: Stage.REFUSED,
        Event.PARAMETER_FOUND_MISSING: Stage.ASSESSMENT,
        Event.PARAMETER_SUPPLIED: Stage.ASSESSMENT,
        Event.REFERRED: Stage.COMMITTEE,
    },
    Stage.COMMITTEE: {
        Event.MINUTED: Stage.DECISION,
        Event.DECISION_REFUSED: Stage.REFUSED,
    },
    Stage.DECISION: {
        Event.ALLOCATED: Stage.DECISION,
        Event.FIRST_APPROVED: Stage.DECISION,
        Event.APPROVED: Stage.PUBLIC_NOTICE,
        Event.RETURNED: Stage.REVIEW,
        Event.DECISION_REFUSED: Stage.REFUSED,
        Event.BUDGET_FOUND_EXHAUSTED: Stage.BUDGET_WAIT,
    },
    Stage.BUDGET_WAIT: {
        Event.BUDGET_FOUND: Stage.PUBLIC_NOTICE,
        # What another application was awarded meanwhile made the amount stale.
        Event.RETURNED: Stage.REVIEW,
    },
    Stage.PUBLIC_NOTICE: {
        Event.NOTICE_CLEARED: Stage.COMMITMENT,
        Event.OBJECTION_FILED: Stage.OBJECTION,
    },
    Stage.OBJECTION: {
        Event.OBJECTION_FILED: Stage.OBJECTION,
        Event.OBJECTION_DISMISSED: Stage.OBJECTION,
        Event.NOTICE_RESUMED: Stage.PUBLIC_NOTICE,
        Event.OBJECTION_UPHELD: Stage.REFUSED,
    },
    Stage.COMMITMENT: {
        Event.COMMITMENT_SIGNED: Stage.PAYMENT,
        Event.COMMITMENT_LAPSED: Stage.LAPSED,
    },
    Stage.PAYMENT: {
        Event.PAYMENT_RELEASED: Stage.PAYMENT,
        Event.PAYMENT_SENT_BACK: Stage.PAYMENT,
        Event.PAYMENT_CONFIRMED: Stage.PAYMENT,
        Event.PAYMENT_INSTRUCTED: Stage.PAYMENT,
        Event.TREASURY_MISMATCHED: Stage.PAYMENT,
        Event.TREASURY_CORRECTED: Stage.PAYMENT,
        Event.TREASURY_FELL_SILENT: Stage.PAYMENT,
        Event.BANK_RETURNED: Stage.PAYMENT,
        Event.ACCOUNT_SUPPLIED: Stage.PAYMENT,
        Event.PAID: Stage.IN_FORCE,
    },
    Stage.IN_FORCE: {
        # A bank can send money back days after the treasury called it paid.
        Event.BANK_RETURNED: Stage.PAYMENT,
    },
    Stage.REFUSED: {
        Event.RECONSIDERATION_REQUESTED: Stage.RECONSIDERATION,
        Event.REFUSAL_BECAME_FINAL: Stage.REJECTED,
    },
    Stage.RECONSIDERATION: {
        Event.RECONSIDERATION_GRANTED: Stage.VERIFICATION,
        Event.RECONSIDERATION_DISMISSED: Stage.REJECTED,
    },
}

TERMINAL = frozenset({Stage.REJECTED, Stage.LAPSED, Stage.WITHDRAWN, Stage.DISCARDED})

# The applicant may withdraw until the decision.
WITHDRAWABLE = frozenset(
    {Stage.ACCEPTANCE, Stage.CORRECTION, Stage.VERIFICATION, Stage.REVIEW, Stage.ASSESSMENT, Stage.COMMITTEE, Stage.DECISION}
)
# An officer may hold whatever is still being handled; a notice that runs is the public's and is suspended by an objection instead.
HOLDABLE = WITHDRAWABLE | {Stage.BUDGET_WAIT, Stage.COMMITMENT, Stage.PAYMENT, Stage.RECONSIDERATION}
# Stages in which somebody has a task, so that it can be warned of, escalated, handed over and recomputed.
ATTENDED = HOLDABLE | {Stage.OBJECTION, Stage.REFUSED}

_OVERLAYS: tuple[tuple[Event, frozenset[Stage]], ...] = (
    (Event.PUT_ON_HOLD, HOLDABLE),
    (Event.RESUMED, HOLDABLE),
    (Event.WARNED, ATTENDED),
    (Event.ESCALATED, ATTENDED),
    (Event.REASSIGNED, ATTENDED),
    (Event.DEADLINES_RECOMPUTED, ATTENDED | {Stage.PUBLIC_NOTICE}),
)


def _transitions() -> dict[tuple[Stage, Event], Stage]:
    table = {(stage, event): target for stage, row in _OWN.items() for event, target in row.items()}
    for stage in Stage:
        if stage in WITHDRAWABLE:
            table[stage, Event.WITHDRAWN] = Stage.WITHDRAWN
        for event, stages in _OVERLAYS:
            if stage in stages:
                table[stage, event] = stage
    return table


APPLICATION = Lifecycle(name="application", transitions=_transitions(), terminal=TERMINAL)

# The tasks an event opens. "review" becomes the tasks of the item's own kind of review.
OPENS: dict[Event, tuple[str, ...]] = {
    Event.SUBMITTED: ("acceptance",),
    Event.CORRECTION_REQUESTED: ("correction",),
    Event.CORRECTED: ("acceptance",),
    Event.VERIFIED: ("review",),
    Event.RETURNED: ("review",),
    Event.EXPERT_RECUSED: ("expert_review",),
    Event.EXPERT_REPLACED: ("expert_review",),
    Event.EXPERT_NOMINATED: ("expert_review",),
    Event.PARAMETER_FOUND_MISSING: ("parameter_supply",),
    Event.REFERRED: ("committee_minutes",),
    Event.ASSESSED: ("decision",),
    Event.MINUTED: ("decision",),
    Event.FIRST_APPROVED: ("second_decision",),
    Event.BUDGET_FOUND_EXHAUSTED: ("budget_supply",),
    Event.OBJECTION_FILED: ("objection_ruling",),
    Event.NOTICE_CLEARED: ("commitment",),
    Event.COMMITMENT_SIGNED: ("payment_release",),
    Event.PAYMENT_SENT_BACK: ("payment_release",),
    Event.PAYMENT_RELEASED: ("payment_confirmation",),
    Event.TREASURY_MISMATCHED: ("payment_investigation",),
    Event.BANK_RETURNED: ("new_account",),
    Event.ACCOUNT_SUPPLIED: ("payment_release",),
    Event.RECONSIDERATION_REQUESTED: ("reconsideration",),
    Event.FOUND_INELIGIBLE: ("reconsideration_request",),
    Event.ACCEPTANCE_REFUSED: ("reconsideration_request",),
    Event.NOT_RECOMMENDED: ("reconsideration_request",),
    Event.ASSESSED_TO_NOTHING: ("reconsideration_request",),
    Event.DECISION_REFUSED: ("reconsideration_request",),
    Event.OBJECTION_UPHELD: ("reconsideration_request",),
}

# What happens next, in the words the applicant reads.
NEXT_STEPS: dict[Stage, Text] = {
    Stage.DRAFT: Text("请填齐事实、上传材料后提交。", "Fill in the facts, add the evidence, then submit."),
    Stage.ACCEPTANCE: Text("责任单位正在检查材料是否齐全。", "The department is checking that everything is there."),
    Stage.CORRECTION: Text("请按补正通知一次补齐,办理时限暂停计算。", "Please mend what the notice lists; our clock is stopped meanwhile."),
    Stage.VERIFICATION: Text("系统正在向有关部门核验信用与登记。", "Credit records and registrations are being checked at their sources."),
    Stage.REVIEW: Text("责任单位或专家正在评审。", "The department or its experts are reviewing the application."),
    Stage.ASSESSMENT: Text("正在按条款核定金额。", "The amount is being worked out from the clause."),
    Stage.COMMITTEE: Text("须由专题会研究决定。", "A committee has to decide."),
    Stage.DECISION: Text("责任单位负责人正在审定。", "The head of the department is deciding."),
    Stage.BUDGET_WAIT: Text("已同意支持,等待预算安排。", "Approved; waiting for its turn in the budget."),
    Stage.PUBLIC_NOTICE: Text("正在公示,无异议即进入承诺。", "On public notice; if nobody objects the commitment follows."),
    Stage.OBJECTION: Text(
        "公示期间收到实名异议,公示暂停,正在核实。", "A named objection came in; the notice is suspended while it is examined."
    ),
    Stage.COMMITMENT: Text(
        "请签署持续经营承诺并填写收款账户,签署后方可拨付。", "Sign the commitment to stay and give the account; nothing is paid before."
    ),
    Stage.PAYMENT: Text("财务正在办理拨付。", "Finance is arranging the payment."),
    Stage.IN_FORCE: Text("款项已拨付,请按承诺持续经营;变动须事先备案。", "Paid. Keep to the commitment; file any move before it happens."),
    Stage.REFUSED: Text(
        "不予支持。如有不同意见,可在期限内申请一次复核。", "Refused. You may ask once for reconsideration within the time limit."
    ),
    Stage.RECONSIDERATION: Text("由另一名经办人复核。", "Another officer is reconsidering it."),
    Stage.REJECTED: Text("不予支持,已终结。", "Rejected; the matter is closed."),
    Stage.LAPSED: Text("逾期未办,申请终止。可重新申报。", "A deadline passed and the application ended. You may apply again."),
    Stage.WITHDRAWN: Text("已按申请撤回。", "Withdrawn at your request."),
    Stage.DISCARDED: Text("草稿已删除。", "The draft was discarded."),
}
