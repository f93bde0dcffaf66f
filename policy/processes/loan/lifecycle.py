"""贷款登记的生命周期。Where a registered loan stands, from its declaration to its end, and what may happen to it.

A loan is registered once: its bank confirms it, or paper and a second person where the bank has no interface. Then its interest is claimed
half-year by half-year, by applications of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.processes.acceptance.steps import CORRECTION
from policy.processes.kernel.lifecycle import DRAFT, WITHDRAWN, StageRow
from policy.text import Text


class Stage(StrEnum):
    """Where a loan stands in the register."""

    DRAFT = DRAFT
    CHECK = "check"
    CORRECTION = CORRECTION
    CONFIRMATION = "confirmation"
    PAPER_CHECK = "paper_check"
    REGISTERED = "registered"
    REPAID = "repaid"
    CAP_USED = "cap_used"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = WITHDRAWN
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happened to a loan, in the past tense."""

    SUBMITTED = "submitted"
    BANK_CONFIRMED = "bank_confirmed"
    BANK_UNCONNECTED = "bank_unconnected"
    BANK_CONTRADICTED = "bank_contradicted"
    BANK_ASKED_AGAIN = "bank_asked_again"
    PAPER_CONFIRMED = "paper_confirmed"
    PAPER_DOUBTED = "paper_doubted"
    REGISTRATION_REFUSED = "registration_refused"
    HALF_YEAR_OVER = "half_year_over"
    BANK_LOOKED_AT = "bank_looked_at"
    CHANGE_REPORTED = "change_reported"
    CHANGE_STATED = "change_stated"
    CHANGE_NOTED = "change_noted"
    CHANGE_DISMISSED = "change_dismissed"
    LOAN_REPAID = "loan_repaid"
    LOAN_CANCELLED = "loan_cancelled"
    CAP_FOUND_USED = "cap_found_used"
    WITHDRAWN = WITHDRAWN
    DRAFT_DISCARDED = "draft_discarded"


UNDECIDED = (Stage.CHECK, Stage.CORRECTION, Stage.CONFIRMATION, Stage.PAPER_CHECK)
# In these nobody registers the same once more: what was cancelled, as its contract was changed, is registered anew with the new one.
STANDING = (*UNDECIDED, Stage.REGISTERED, Stage.REPAID, Stage.CAP_USED)
# The interest of its days may be claimed, also once it is over; where the cap is used, under another clause only.
CLAIMABLE = frozenset({Stage.REGISTERED, Stage.REPAID, Stage.CANCELLED, Stage.CAP_USED})
EDITABLE = frozenset({Stage.DRAFT, Stage.CORRECTION})

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(
        Text("草稿", "Draft"), Text("请填写贷款信息、上传贷款合同后提交。", "Describe the loan, add its contract, then submit it.")
    ),
    Stage.CHECK: StageRow(
        Text("核对", "Check"), Text("责任单位正在核对贷款合同。", "The department is checking the contract."), attended=True, holdable=True
    ),
    Stage.CORRECTION: StageRow(
        Text("补正", "Correction"),
        Text("请按补正通知一次补齐后重新提交。", "Please mend what the notice lists, all at once, and submit it again."),
        attended=True,
    ),
    Stage.CONFIRMATION: StageRow(
        Text("银行核实", "Confirmation by the bank"),
        Text("系统正在向贷款银行核实。", "The bank that gave the loan is being asked."),
        attended=True,
        automatic=True,
    ),
    Stage.PAPER_CHECK: StageRow(
        Text("纸质复核", "Second check of the paper"),
        Text("贷款银行没有接口，由第二人凭合同复核。", "The bank has no interface: a second person compares the contract."),
        attended=True,
        holdable=True,
    ),
    Stage.REGISTERED: StageRow(
        Text("已登记", "Registered"),
        Text(
            "贷款已登记：每半年可凭银行付息凭证申领贴息；提前还款、变更合同的，请及时告知。",
            "The loan is registered: claim its interest each half-year; tell us if it is repaid early or its contract is changed.",
        ),
        attended=True,
    ),
    Stage.REPAID: StageRow(
        Text("已还清", "Repaid"),
        Text("贷款已还清，还清之前的利息仍可申领。", "The loan is repaid; the interest until then may still be claimed."),
        terminal=True,
    ),
    Stage.CAP_USED: StageRow(
        Text("额度已用尽", "Cap used"),
        Text("该单位的贴息额度已用尽，不再申领。", "The enterprise has had all that the clause gives; nothing more is claimed."),
        terminal=True,
    ),
    Stage.CANCELLED: StageRow(
        Text("已注销", "Cancelled"),
        Text(
            "贷款登记已注销，此前的利息仍可申领；合同变更后的贷款，请重新登记。",
            "The registration is cancelled; the interest until then may still be claimed. Register the loan anew under its new contract.",
        ),
        terminal=True,
    ),
    Stage.REFUSED: StageRow(
        Text("不予登记", "Refused"),
        Text(
            "不予登记；情况变化后可以重新提出。如不服，可以依法申请行政复议或者提起行政诉讼，机关和期限见决定书。",
            "It is not registered; it may be filed again. The decision says where and until when review or a lawsuit may be sought.",
        ),
        terminal=True,
    ),
    Stage.LAPSED: StageRow(
        Text("逾期终止", "Lapsed"), Text("逾期未补正，已终止。可重新提出。", "Not corrected in time. It may be filed again."), terminal=True
    ),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依贵单位申请撤回。", "Withdrawn at your request."), terminal=True),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
}
