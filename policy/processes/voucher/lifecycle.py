"""服务券的生命周期。Where a voucher stands, from its application to the day on which all of it is settled or given back.

It is checked, decided, signed for and issued like an award; then platforms register service contracts against it, and each that the
enterprise confirms to be delivered spends a part. What is left on its last day, or when it is voided, goes back to the budget.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from policy.processes.kernel.lifecycle import StageRow
from policy.text import Text


class Stage(StrEnum):
    """Where a voucher stands."""

    DRAFT = "draft"
    CHECK = "check"
    CORRECTION = "correction"
    VERIFICATION = "verification"
    DECISION = "decision"
    COMMITMENT = "commitment"
    VALID = "valid"
    SETTLING = "settling"
    SPENT = "spent"
    UNUSED = "unused"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happened to a voucher, in the past tense."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    FOUND_INELIGIBLE = "found_ineligible"
    VOUCHER_APPROVED = "voucher_approved"
    VOUCHER_RETURNED = "voucher_returned"
    VOUCHER_REFUSED = "voucher_refused"
    COMMITMENT_SIGNED = "commitment_signed"
    COMMITMENT_LAPSED = "commitment_lapsed"
    ISSUED = "issued"
    CONTRACT_REGISTERED = "contract_registered"
    CONTRACT_DECLINED = "contract_declined"
    CONTRACT_CANCELLED = "contract_cancelled"
    DELIVERY_CONFIRMED = "delivery_confirmed"
    SPEND_REFUNDED = "spend_refunded"
    VOID_PROPOSED = "void_proposed"
    VOID_DROPPED = "void_dropped"
    VOIDED = "voided"
    EXPIRY_REMINDED = "expiry_reminded"
    EXPIRED = "expired"
    SPENT = "spent"
    LEFT_UNUSED = "left_unused"
    WITHDRAWN = "withdrawn"
    DRAFT_DISCARDED = "draft_discarded"


WITHDRAWABLE = (Stage.CHECK, Stage.CORRECTION, Stage.VERIFICATION, Stage.DECISION, Stage.COMMITMENT)
ISSUED = frozenset({Stage.VALID, Stage.SETTLING, Stage.SPENT, Stage.UNUSED})
"""Where it was issued, whatever became of it since."""
REMINDED_BEFORE: Final = timedelta(days=30)
"""How long before its last day whoever holds it is reminded, once; one that is issued for less is not."""
STANDING = (Stage.COMMITMENT, *sorted(ISSUED))
"""Where its face, or what was spent of it, counts under the cap of its enterprise."""

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("请填写拟购买的服务后提交。", "Say which service is to be bought, then submit it.")),
    Stage.CHECK: StageRow(
        Text("审查", "Check"), Text("经办人正在审查申领信息。", "An officer is checking what is asked for."), attended=True, holdable=True
    ),
    Stage.CORRECTION: StageRow(
        Text("补正", "Correction"),
        Text("请按补正通知修改后重新提交。", "Correct what the notice names, then submit it again."),
        attended=True,
    ),
    Stage.VERIFICATION: StageRow(
        Text("核验", "Verification"),
        Text("正在向登记、税务、统计和信用等部门核验。", "The authorities are being asked about the enterprise."),
        holdable=True,
        automatic=True,
    ),
    Stage.DECISION: StageRow(
        Text("审定", "Decision"),
        Text("审批人正在审定是否发放。", "An approver decides whether to issue it."),
        attended=True,
        holdable=True,
    ),
    Stage.COMMITMENT: StageRow(
        Text("签署承诺", "Commitment"),
        Text("首次领取服务券，请签署持续经营承诺；签署后发放。", "Before its first voucher an enterprise signs the commitment to stay."),
        attended=True,
    ),
    Stage.VALID: StageRow(
        Text("有效", "Valid"),
        Text(
            "可在有效期内向经认定的平台购买服务；服务交付后凭一次性验收码确认。",
            "It buys services from recognised platforms until its last day; each delivery is confirmed with a one-time code.",
        ),
        attended=True,
    ),
    Stage.SETTLING: StageRow(
        Text("待结算", "To be settled"),
        Text("已不能再使用；已使用的部分由平台按月结算。", "It buys nothing any more; platforms have what was spent settled each month."),
    ),
    Stage.SPENT: StageRow(
        Text("已使用", "Spent"),
        Text("已使用的部分已全部结算，余额已收回。", "What was spent is settled; the rest went back."),
        terminal=True,
    ),
    Stage.UNUSED: StageRow(
        Text("未使用失效", "Unused"), Text("未使用即失效，额度已收回。", "Nothing was spent; all of it went back."), terminal=True
    ),
    Stage.REFUSED: StageRow(
        Text("不予发放", "Refused"),
        Text(
            "未予发放；符合条件后可以重新申领。如不服，可以依法申请行政复议或者提起行政诉讼，机关和期限见决定书。",
            "It was refused; it may be asked for again. The decision says where and until when review or a lawsuit may be sought.",
        ),
        terminal=True,
    ),
    Stage.LAPSED: StageRow(
        Text("逾期终止", "Lapsed"), Text("逾期未补正或者未签署承诺，已终止。", "It was not corrected or signed for in time."), terminal=True
    ),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依贵单位申请撤回。", "You have withdrawn it."), terminal=True),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
}
