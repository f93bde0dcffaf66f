"""人才优惠的生命周期。A recognised person asks, hr checks, each benefit is delivered or not, and the person confirms it.

A year on they are renewed or end, and they end when the recognition does. No money moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.acceptance.steps import Filed, acceptance_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step, draft_discarded
from policy.text import Text


class Stage(StrEnum):
    """Where a person's benefits stand."""

    DRAFT = "draft"
    CHECK = "check"
    CORRECTION = "correction"
    DELIVERY = "delivery"
    IN_FORCE = "in_force"
    UNAVAILABLE = "unavailable"
    ENDED = "ended"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happened to them, in the past tense."""

    SUBMITTED = "submitted"
    GRANTED = "granted"
    BENEFIT_REFUSED = "benefit_refused"
    DELIVERED = "delivered"
    NOT_AVAILABLE = "not_available"
    RECEIVED = "received"
    NOT_RECEIVED = "not_received"
    RECEIPT_LAPSED = "receipt_lapsed"
    ALL_DELIVERED = "all_delivered"
    NOTHING_AVAILABLE = "nothing_available"
    LOOKED_AT = "looked_at"
    RENEWAL_DUE = "renewal_due"
    RENEWAL_ASKED = "renewal_asked"
    RENEWAL_WAIVED = "renewal_waived"
    RENEWAL_LAPSED = "renewal_lapsed"
    RENEWED = "renewed"
    RENEWAL_REFUSED = "renewal_refused"
    RECOGNITION_ENDED = "recognition_ended"
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"
    DRAFT_DISCARDED = "draft_discarded"


# A benefit is asked for once at a time.
UNDER_WAY: Final = (Stage.CHECK, Stage.CORRECTION, Stage.DELIVERY, Stage.IN_FORCE)
HAD: Final = frozenset({Stage.DELIVERY, Stage.IN_FORCE})
"""Where a person has benefits, or is given them: they end with the recognition."""
_ENDED: Final = Text("{number}：优惠已终止，见告知书。", "{number}: your benefits have ended; see the letter.")
_ENDING: Final[Mapping[str, str]] = {Stage.IN_FORCE: Stage.ENDED}
_FILED: Final = acceptance_steps(
    Filed(
        acceptance=Stage.CHECK,
        correction=Stage.CORRECTION,
        accepted=Stage.DELIVERY,
        refused=Stage.REFUSED,
        lapsed=Stage.LAPSED,
        check="benefit_check",
        corrects="benefit_correction",
        refused_opens=(),
        accepted_as=(Event.GRANTED, Text("准予享受", "Granted")),
        refused_as=(Event.BENEFIT_REFUSED, Text("不予享受", "Refused")),
        refused_tells=Text("{number}不予享受优惠，见决定书。", "{number} was refused; see the letter."),
    )
)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("请填写后提交。", "Complete it, then submit it.")),
    Stage.CHECK: StageRow(
        Text("审核", "Check"), Text("组织人事部正在审核。", "The personnel department checks it."), attended=True, holdable=True
    ),
    Stage.CORRECTION: StageRow(
        Text("补正", "Correction"),
        Text("请按补正通知修改后重新提交。", "Correct what the notice names, then submit it again."),
        attended=True,
    ),
    Stage.DELIVERY: StageRow(
        Text("落实", "Delivery"),
        Text("有关部门正在逐项落实；落实后请逐项确认。", "Each benefit is being delivered; please confirm each of them."),
        attended=True,
        holdable=True,
    ),
    Stage.IN_FORCE: StageRow(
        Text("享受中", "In force"),
        Text("享受满一年的另行通知续期；人才认定终止的，同时终止。", "Renewed each year if you ask; they end with your recognition."),
        attended=True,
    ),
    Stage.UNAVAILABLE: StageRow(
        Text("未能落实", "Not available"),
        Text("所申请的优惠均未能落实，理由见告知书；可以另行申请。", "None of them is available; the letters say why. You may ask again."),
        terminal=True,
    ),
    Stage.ENDED: StageRow(Text("已终止", "Ended"), Text("优惠已终止；符合条件的可以重新申请。", "They have ended."), terminal=True),
    Stage.REFUSED: StageRow(
        Text("不予享受", "Refused"),
        Text("理由和救济途径见决定书。", "The letter says why, and how that can be contested."),
        terminal=True,
    ),
    Stage.LAPSED: StageRow(
        Text("逾期未补正", "Lapsed"), Text("逾期未补正，已终止。", "It was not corrected in time and has ended."), terminal=True
    ),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依本人申请撤回。", "It was withdrawn."), terminal=True),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
}

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("申请优惠", "Asked for"),
        leads={Stage.DRAFT: Stage.CHECK},
        opens=("benefit_check",),
        tells={Role.OFFICER: Text("收到人才优惠申请{number}，请审核。", "Benefits {number} were asked for and wait to be checked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    **_FILED,
    Event.GRANTED: replace(
        _FILED[Event.GRANTED],
        opens=("benefit_delivery",),
        tells={Role.APPLICANT: Text("{number}准予享受优惠，见通知书。", "{number} was granted; see the letter.")},
    ),
    Event.DELIVERED: Step(
        Text("已落实", "Delivered"),
        stays=(Stage.DELIVERY,),
        opens=("benefit_receipt",),
        tells={Role.APPLICANT: Text("{number}：“{benefit}”已落实，请确认。", "{number}: “{benefit}” was delivered; please confirm that.")},
    ),
    Event.NOT_AVAILABLE: Step(
        Text("未能落实", "Not available"),
        stays=(Stage.DELIVERY,),
        tells={
            Role.APPLICANT: Text(
                "{number}：“{benefit}”未能落实，见告知书。理由：{reason}",
                "{number}: “{benefit}” is not available; see the letter. The reason is: {reason}",
            )
        },
    ),
    Event.RECEIVED: Step(Text("确认落实", "Confirmed"), stays=(Stage.DELIVERY,)),
    Event.NOT_RECEIVED: Step(
        Text("反映未落实", "Not confirmed"),
        stays=(Stage.DELIVERY,),
        opens=("benefit_delivery",),
        tells={Role.OFFICER: Text("{number}：申请人反映“{benefit}”未落实。", "{number}: “{benefit}” is said not to have been delivered.")},
    ),
    Event.RECEIPT_LAPSED: Step(Text("逾期未确认", "Not confirmed in time"), stays=(Stage.DELIVERY,)),
    Event.ALL_DELIVERED: Step(
        Text("开始享受", "In force"),
        leads={Stage.DELIVERY: Stage.IN_FORCE},
        tells={Role.APPLICANT: Text("{number}：{benefit}开始享受。", "{number}: {benefit} is in force.")},
    ),
    Event.NOTHING_AVAILABLE: Step(
        Text("均未能落实", "Nothing available"),
        leads={Stage.DELIVERY: Stage.UNAVAILABLE},
        tells={Role.APPLICANT: Text("{number}所申请的优惠均未能落实，已办结。", "{number}: none of them is available, and it is closed.")},
    ),
    # Whether the recognition stands, and whether a year is over, is read as it is at that moment.
    Event.LOOKED_AT: Step(Text("定期核对", "Looked at"), stays=(Stage.IN_FORCE,), internal=True),
    Event.RENEWAL_DUE: Step(
        Text("续期提醒", "Renewal due"),
        stays=(Stage.IN_FORCE,),
        opens=("benefit_renewal",),
        tells={
            Role.APPLICANT: Text(
                "{number}享受将满一年，请在期限内申请续期。", "{number}: a year is over; please ask in time for it to go on."
            )
        },
    ),
    Event.RENEWAL_ASKED: Step(
        Text("申请续期", "Renewal asked for"),
        stays=(Stage.IN_FORCE,),
        opens=("benefit_renewal_check",),
        tells={Role.OFFICER: Text("人才优惠{number}申请续期，请审核。", "Benefits {number} are to be renewed and wait to be checked.")},
    ),
    Event.RENEWED: Step(
        Text("准予续期", "Renewed"),
        stays=(Stage.IN_FORCE,),
        tells={Role.APPLICANT: Text("{number}准予续期一年，见通知书。", "{number} was renewed for a year; see the letter.")},
    ),
    Event.RENEWAL_REFUSED: Step(Text("不予续期", "Renewal refused"), leads=_ENDING, tells={Role.APPLICANT: _ENDED}),
    Event.RENEWAL_WAIVED: Step(Text("不再续期", "Renewal waived"), leads=_ENDING, tells={Role.APPLICANT: _ENDED}),
    Event.RENEWAL_LAPSED: Step(Text("逾期未申请续期", "Renewal not asked for"), leads=_ENDING, tells={Role.APPLICANT: _ENDED}),
    Event.RECOGNITION_ENDED: Step(
        Text("人才认定终止", "Recognition ended"),
        leads={**_ENDING, Stage.DELIVERY: Stage.ENDED},
        tells={Role.APPLICANT: _ENDED},
    ),
    Event.GIVEN_UP: Step(
        Text("放弃享受", "Given up"),
        leads=_ENDING,
        tells={Role.APPLICANT: _ENDED},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads=dict.fromkeys((Stage.CHECK, Stage.CORRECTION, Stage.DELIVERY), Stage.WITHDRAWN),
        tells={Role.APPLICANT: Text("{number}已依本人申请撤回。", "{number} was withdrawn as you asked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        while_held=True,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
}

BENEFIT = Lifecycle(name="benefit", workflow="Benefit", title=Text("人才优惠", "Benefit"), stages=STAGES, steps=STEPS)
