"""申请的阶段与事件。The stages and events of the application process, and what people call them."""

from __future__ import annotations

from enum import StrEnum

from policy.text import Text


class Stage(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    OFFER = "offer"
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


class Event(StrEnum):
    """What happened to an application, in the past tense."""

    SUBMITTED = "submitted"
    DRAFT_DISCARDED = "draft_discarded"
    OFFERED = "offered"
    OFFER_CONFIRMED = "offer_confirmed"
    OFFER_DISPUTED = "offer_disputed"
    OFFER_DECLINED = "offer_declined"
    OFFER_LAPSED = "offer_lapsed"
    OFFER_REVISED = "offer_revised"
    OFFER_REVOKED = "offer_revoked"
    FIGURES_CORRECTED = "figures_corrected"
    FIGURES_UPHELD = "figures_upheld"
    CARRIED_OVER = "carried_over"
    ACCEPTED = "accepted"
    CORRECTION_REQUESTED = "correction_requested"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    CORRECTED = "corrected"
    CORRECTION_LAPSED = "correction_lapsed"
    VERIFIED = "verified"
    VERIFIED_AFTER_REVIEW = "verified_after_review"
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
    QUALITY_PASSED = "quality_passed"
    QUALITY_DOUBTED = "quality_doubted"
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
    UPSTREAM_CHANGED = "upstream_changed"


STAGE_NAMES: dict[str, Text] = {
    Stage.DRAFT: Text("草稿", "Draft"),
    Stage.OFFER: Text("免申即享", "Offer without application"),
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

EVENT_NAMES: dict[str, Text] = {
    Event.SUBMITTED: Text("提交申请", "Submitted"),
    Event.DRAFT_DISCARDED: Text("删除草稿", "Draft discarded"),
    Event.OFFERED: Text("发出免申即享告知", "Offered"),
    Event.OFFER_CONFIRMED: Text("确认享受", "Offer confirmed"),
    Event.OFFER_DISPUTED: Text("对数据提出异议", "Figures disputed"),
    Event.OFFER_DECLINED: Text("放弃享受", "Offer declined"),
    Event.OFFER_LAPSED: Text("逾期未确认", "Offer lapsed"),
    Event.OFFER_REVISED: Text("数据更正后重新告知", "Offered anew with corrected figures"),
    Event.OFFER_REVOKED: Text("数据更正后不再符合条件", "No longer due by corrected figures"),
    Event.FIGURES_CORRECTED: Text("更正数据", "Figures corrected"),
    Event.FIGURES_UPHELD: Text("数据无误", "Figures upheld"),
    Event.CARRIED_OVER: Text("由项目转入", "Carried over from a project"),
    Event.ACCEPTED: Text("受理", "Accepted"),
    Event.CORRECTION_REQUESTED: Text("要求补正", "Correction requested"),
    Event.ACCEPTANCE_REFUSED: Text("不予受理", "Acceptance refused"),
    Event.CORRECTED: Text("完成补正", "Corrected"),
    Event.CORRECTION_LAPSED: Text("逾期未补正", "Correction lapsed"),
    Event.VERIFIED: Text("核验通过", "Verified"),
    Event.VERIFIED_AFTER_REVIEW: Text("核验通过(评审已完成)", "Verified, reviewed before"),
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
    Event.QUALITY_PASSED: Text("抽查通过", "Second look passed"),
    Event.QUALITY_DOUBTED: Text("抽查存疑,退回评审", "Second look raised doubts"),
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
    Event.UPSTREAM_CHANGED: Text("上级资金变动,重新核验", "The upstream changed; verified anew"),
}

# What happens next, in the words the applicant reads.
NEXT_STEPS: dict[str, Text] = {
    Stage.OFFER: Text(
        "您单位符合条件,无需申请:请确认、对数据提出异议,或放弃。",
        "You qualify without applying: please confirm, dispute the figures, or decline.",
    ),
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
