"""认定的生命周期。Where a recognition stands, from its application or nomination to the end of its entry, and what may happen to it.

An entry is looked at each year; its holder is told before its last day and may have it renewed; two people withdraw it, after a hearing.
What another area has certified is only kept (clause 20): found, entered, announced, ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.processes.kernel.lifecycle import StageRow
from policy.text import Text


class Stage(StrEnum):
    """Where a recognition stands."""

    DRAFT = "draft"
    CHECK = "check"
    CORRECTION = "correction"
    VERIFICATION = "verification"
    REVIEW = "review"
    DECISION = "decision"
    PUBLIC_NOTICE = "public_notice"
    OBJECTION = "objection"
    IN_FORCE = "in_force"
    HEARING = "hearing"
    REVOCATION = "revocation"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happened to a recognition, in the past tense."""

    SUBMITTED = "submitted"
    NOMINATED = "nominated"
    IMPORTED = "imported"
    IMPORT_REFUSED = "import_refused"
    DRAFT_DISCARDED = "draft_discarded"
    VERIFIED = "verified"
    EXPERTS_ASKED = "experts_asked"
    FOUND_INELIGIBLE = "found_ineligible"
    PANEL_CONCLUDED = "panel_concluded"
    RECOGNISED = "recognised"
    KEPT = "kept"
    RECOGNITION_RETURNED = "recognition_returned"
    RECOGNITION_REFUSED = "recognition_refused"
    REVIEW_DUE = "review_due"
    STILL_HOLDS = "still_holds"
    EXPIRY_ANNOUNCED = "expiry_announced"
    RENEWAL_ASKED = "renewal_asked"
    RENEWAL_WAIVED = "renewal_waived"
    RENEWAL_NOT_ASKED = "renewal_not_asked"
    RENEWAL_CHECKED = "renewal_checked"
    RENEWED = "renewed"
    RENEWAL_REFUSED = "renewal_refused"
    EXPIRED = "expired"
    REVOCATION_PROPOSED = "revocation_proposed"
    STATEMENT_MADE = "statement_made"
    STATEMENT_WAIVED = "statement_waived"
    STATEMENT_LAPSED = "statement_lapsed"
    REVOKED = "revoked"
    REVOCATION_DROPPED = "revocation_dropped"
    WITHDRAWN = "withdrawn"


# In these an entry stands in the register, as far as its days reach.
ENTERED = frozenset({Stage.IN_FORCE, Stage.HEARING, Stage.REVOCATION, Stage.EXPIRED, Stage.REVOKED})
# Nobody asks for the same once more meanwhile.
UNDER_WAY = (
    *(Stage.CHECK, Stage.CORRECTION, Stage.VERIFICATION, Stage.REVIEW, Stage.DECISION, Stage.PUBLIC_NOTICE, Stage.OBJECTION),
    *(Stage.IN_FORCE, Stage.HEARING, Stage.REVOCATION),
)
EDITABLE = frozenset({Stage.DRAFT, Stage.CORRECTION})
WITHDRAWABLE = (Stage.CHECK, Stage.CORRECTION, Stage.VERIFICATION, Stage.REVIEW, Stage.DECISION)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(
        Text("草稿", "Draft"), Text("请完整填写申请信息并上传材料后提交。", "Complete it with its evidence, then submit it.")
    ),
    Stage.CHECK: StageRow(
        Text("审查", "Check"), Text("经办人正在审查申请材料。", "An officer is checking the papers."), attended=True, holdable=True
    ),
    Stage.CORRECTION: StageRow(
        Text("补正", "Correction"),
        Text("请按补正通知修改申请信息或者材料后重新提交。", "Correct what the notice names, then submit it again."),
        attended=True,
    ),
    Stage.VERIFICATION: StageRow(
        Text("核验", "Verification"),
        Text("正在向登记、税务、统计和信用等部门核验。", "The authorities are being asked about the holder."),
        holdable=True,
        automatic=True,
    ),
    Stage.REVIEW: StageRow(
        Text("专家评审", "Expert review"), Text("专家正在评审。", "A panel of experts looks at it."), attended=True, holdable=True
    ),
    Stage.DECISION: StageRow(
        Text("审定", "Decision"),
        Text("审批人正在审定是否认定。", "An approver decides whether to recognise it."),
        attended=True,
        holdable=True,
    ),
    Stage.PUBLIC_NOTICE: StageRow(
        Text("公示", "Public notice"),
        Text("公示期满无异议的，列入认定登记册。", "If nobody objects, it is entered in the register."),
        timed=True,
    ),
    Stage.OBJECTION: StageRow(
        Text("异议处理", "Objection"),
        Text("公示期间收到异议，正在处理。", "An objection is being ruled on; the notice is suspended."),
        attended=True,
    ),
    Stage.IN_FORCE: StageRow(
        Text("在册", "In the register"),
        Text("已列入认定登记册；每年核查，期满前另行通知。", "It is in the register: looked at each year, and announced before it ends."),
        attended=True,
    ),
    Stage.HEARING: StageRow(
        Text("陈述申辩", "Hearing"),
        Text("请在期限内对拟撤销认定陈述意见。", "Say in time what speaks against its being revoked."),
        attended=True,
    ),
    Stage.REVOCATION: StageRow(
        Text("撤销审定", "Decision to revoke"),
        Text("审批人正在审定是否撤销认定。", "An approver decides whether to revoke it."),
        attended=True,
    ),
    Stage.EXPIRED: StageRow(
        Text("期满终止", "Expired"), Text("认定已期满，可以重新申请。", "It has run out; it may be asked for again."), terminal=True
    ),
    Stage.REVOKED: StageRow(Text("已撤销", "Revoked"), Text("认定已撤销。", "It was revoked."), terminal=True),
    Stage.REFUSED: StageRow(
        Text("不予认定", "Refused"),
        Text(
            "未予认定；符合条件后可以重新申请。如不服，可以依法申请行政复议或者提起行政诉讼，机关和期限见决定书。",
            "It was refused; it may be asked for again. The decision says where and until when review or a lawsuit may be sought.",
        ),
        terminal=True,
    ),
    Stage.LAPSED: StageRow(
        Text("逾期未补正", "Lapsed"), Text("逾期未补正，已终止。", "It was not corrected in time and has ended."), terminal=True
    ),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依申请撤回。", "It was withdrawn."), terminal=True),
    Stage.DISCARDED: StageRow(
        Text("未予导入", "Not imported"), Text("所在清单未获确认。", "The list it stood on was not confirmed."), terminal=True
    ),
}
