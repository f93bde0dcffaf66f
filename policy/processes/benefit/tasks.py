"""人才优惠的人工环节。The human steps of benefits: checked, each delivered and confirmed, renewed each year."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from policy.actors import Role
from policy.processes.acceptance.tasks import acceptance, correction
from policy.processes.benefit.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind, line
from policy.text import Text

CHECK: Final = "benefit_check"
CORRECTION: Final = "benefit_correction"
DELIVERY: Final = "benefit_delivery"
RECEIPT: Final = "benefit_receipt"
RENEWAL: Final = "benefit_renewal"
_CHECK: Final = acceptance(
    CHECK, Text("审核人才优惠申请", "Check what benefits are asked for"), accepted=Event.GRANTED, refused=Event.BENEFIT_REFUSED
)

KINDS: tuple[TaskKind, ...] = (
    replace(
        _CHECK,
        decisions={
            **_CHECK.decisions,
            Event.GRANTED: Text("准予享受", "Grant"),
            Event.BENEFIT_REFUSED: Text("不予享受", "Refuse"),
        },
        fields={**_CHECK.fields, "opinion": OPINION},
        required_for={**_CHECK.required_for, Event.GRANTED: ("opinion",)},
    ),
    correction(CORRECTION, Text("补正人才优惠申请", "Correct what benefits are asked for by")),
    TaskKind(
        DELIVERY,
        Text("落实优惠", "Deliver a benefit"),
        Role.OFFICER,
        duty=Duty.ADVISE,
        working_days=20,
        decisions={
            Event.DELIVERED: Text("已落实", "It is delivered"),
            Event.NOT_AVAILABLE: Text("未能落实", "It is not available"),
        },
        fields={"how": line("落实情况，本人可见", "What was delivered, as the person will read it"), "reason": REASON},
        required_for={Event.DELIVERED: ("how",), Event.NOT_AVAILABLE: ("reason",)},
        weighs=(CHECK, RECEIPT),
    ),
    TaskKind(
        RECEIPT,
        Text("确认优惠落实", "Confirm that a benefit was delivered"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={
            Event.RECEIVED: Text("已落实", "It was"),
            Event.NOT_RECEIVED: Text("未落实", "It was not"),
        },
        fields={"reason": line("未落实的情况", "What is missing")},
        required_for={Event.NOT_RECEIVED: ("reason",)},
        overdue=Event.RECEIPT_LAPSED,
    ),
    TaskKind(
        RENEWAL,
        Text("申请优惠续期", "Ask for benefits to go on, or let them end"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=20,
        decisions={
            Event.RENEWAL_ASKED: Text("申请续期", "Ask for their renewal"),
            Event.RENEWAL_WAIVED: Text("不再享受", "Let them end"),
        },
        fields={"statement": line("续期理由", "Why they are still needed")},
        required_for={Event.RENEWAL_ASKED: ("statement",)},
        overdue=Event.RENEWAL_LAPSED,
    ),
    TaskKind(
        "benefit_renewal_check",
        Text("审核优惠续期", "Check whether benefits are renewed"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.RENEWED: Text("准予续期", "Renew"),
            Event.RENEWAL_REFUSED: Text("不予续期", "Let them end"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.RENEWED: ("opinion",), Event.RENEWAL_REFUSED: ("reason",)},
        weighs=(RENEWAL,),
    ),
)
