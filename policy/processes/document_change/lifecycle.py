"""证件变更的生命周期。A person is to be known by another document, or by their right name: an officer compares it, and it counts or not.

The document they hand in themselves. A name that was entered wrong an officer corrects, by a paper; another officer compares that.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.language.items import Evidence
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step, draft_discarded
from policy.text import Text

DEPARTMENT: Final = "hr"
"""Who compares it."""
PAPER: Final = Evidence("identity_document", Text("证件照片或者扫描件", "Picture or scan of the document"))


class Why(StrEnum):
    """Why another number counts."""

    RENEWED = "renewed"
    MISTYPED = "mistyped"
    MISNAMED = "misnamed"


WHY: Final[Mapping[Why, Text]] = {
    Why.RENEWED: Text("换发新证", "A new document was issued"),
    Why.MISTYPED: Text("登记有误", "The number was mis-typed"),
    Why.MISNAMED: Text("姓名登记有误", "The name was entered wrong"),
}


class Stage(StrEnum):
    """Where a change stands."""

    DRAFT = "draft"
    CHECK = "check"
    CHANGED = "changed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happened to it, in the past tense."""

    SUBMITTED = "submitted"
    CORRECTION_ENTERED = "correction_entered"
    DOCUMENT_CONFIRMED = "document_confirmed"
    DOCUMENT_DOUBTED = "document_doubted"
    WITHDRAWN = "withdrawn"
    DRAFT_DISCARDED = "draft_discarded"


UNDER_WAY: Final = (Stage.CHECK,)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("请上传证件后提交。", "Upload the document, then submit it.")),
    Stage.CHECK: StageRow(
        Text("核对证件", "The document is compared"), Text("经办人正在核对证件。", "An officer compares it."), attended=True
    ),
    Stage.CHANGED: StageRow(
        Text("已变更", "Changed"),
        Text("已变更；原证件号码或者姓名留存备查。", "It counts; the number or name before is kept."),
        terminal=True,
    ),
    Stage.REFUSED: StageRow(
        Text("不予变更", "Refused"),
        Text("所交证件不能证明，可以重新提出。", "The paper does not show it; it may be asked for again."),
        terminal=True,
    ),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依本人申请撤回。", "It was withdrawn."), terminal=True),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
}

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("申请证件变更", "Asked for"),
        leads={Stage.DRAFT: Stage.CHECK},
        opens=("document_check",),
        tells={Role.OFFICER: Text("证件变更{number}已提交，请核对。", "{number}: a document was handed in and waits to be compared.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    # Whoever enters it does not compare it.
    Event.CORRECTION_ENTERED: Step(
        Text("提出姓名更正", "Correction of a name entered"),
        leads={Stage.DRAFT: Stage.CHECK},
        opens=("document_check",),
        tells={
            Role.OFFICER: Text(
                "姓名更正{number}已提出，请另一人核对。", "{number}: a name is to be corrected; another officer compares it."
            )
        },
        asked_by=Role.OFFICER,
        duty=Duty.CHECK,
    ),
    Event.DOCUMENT_CONFIRMED: Step(
        Text("准予变更", "Confirmed"),
        leads={Stage.CHECK: Stage.CHANGED},
        tells={Role.APPLICANT: Text("{number}：登记信息已变更，见告知书。", "{number}: what is known of you has changed; see the letter.")},
    ),
    Event.DOCUMENT_DOUBTED: Step(
        Text("不予变更", "Refused"),
        leads={Stage.CHECK: Stage.REFUSED},
        tells={Role.APPLICANT: Text("{number}：登记信息不予变更，见告知书。", "{number}: it was not confirmed; see the letter.")},
    ),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads={Stage.CHECK: Stage.WITHDRAWN},
        tells={Role.APPLICANT: Text("{number}已依本人申请撤回。", "{number} was withdrawn as you asked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
}

DOCUMENT_CHANGE = Lifecycle(
    name="document_change", workflow="DocumentChange", title=Text("证件变更", "Change of a document"), stages=STAGES, steps=STEPS
)
