"""服务券的人工环节。The human steps of a voucher; whoever checked it, or asked to have it voided, does not decide on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from policy.actors import Role
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.acceptance.tasks import acceptance, correction
from policy.processes.application.signing import COMMITMENT
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, OWN_REASON, REASON, TaskKind, day
from policy.processes.voucher.lifecycle import Event
from policy.text import Text

DELIVERY: Final = "delivery_confirmation"
"""What is open for each contract until its delivery is confirmed, or it is declined."""
SIGNING: Final = "voucher_commitment"
_CHECK: Final = acceptance("voucher_check", Text("审查服务券申领", "Check what a voucher is asked for by"))

KINDS: tuple[TaskKind, ...] = (
    replace(
        _CHECK,
        working_days=10,
        decisions={**_CHECK.decisions, AcceptanceEvent.ACCEPTED: Text("符合申领要求，提请核验", "As it should be, to be verified")},
        fields={**_CHECK.fields, "opinion": OPINION},
    ),
    correction("voucher_correction", Text("补正服务券申领", "Correct what a voucher is asked for by")),
    TaskKind(
        "voucher_decision",
        Text("审定服务券", "Decide on a voucher"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.VOUCHER_APPROVED: Text("同意发放", "Issue it"),
            Event.VOUCHER_RETURNED: Text("退回审查", "Send back"),
            Event.VOUCHER_REFUSED: Text("不予发放", "Refuse"),
        },
        fields={
            "until": day("有效期至（含当日），不填为自发放之日起一年", "Its last day; left out for a year from its issue"),
            "opinion": OPINION,
            "reason": REASON,
        },
        required_for={Event.VOUCHER_RETURNED: ("reason",), Event.VOUCHER_REFUSED: ("reason",)},
        weighs=("voucher_check",),
    ),
    TaskKind(
        SIGNING,
        COMMITMENT.title,
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=30,
        decisions={Event.COMMITMENT_SIGNED: Text("签署", "Sign")},
        fields={name: COMMITMENT.fields[name] for name in ("signatory", "position", "agreed")},
        required=("signatory", "position", "agreed"),
        overdue=Event.COMMITMENT_LAPSED,
    ),
    TaskKind(
        DELIVERY,
        Text("确认服务交付", "Confirm that a service was delivered"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=20,
        decisions={
            Event.DELIVERY_CONFIRMED: Text("已交付，使用服务券", "It was delivered: spend the voucher"),
            Event.CONTRACT_DECLINED: Text("不认可该合同", "It is no contract of ours"),
        },
        fields={"reason": OWN_REASON},
        required_for={Event.CONTRACT_DECLINED: ("reason",)},
        next_step=Text(
            "服务交付后，请先核验平台告知的一次性验收码，再确认交付。",
            "Once the service is delivered, prove the one-time code that the platform gives you, then confirm the delivery.",
        ),
    ),
    TaskKind(
        "void_decision",
        Text("审定作废服务券", "Decide whether a voucher is voided"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.VOIDED: Text("作废", "Void it"), Event.VOID_DROPPED: Text("不予作废", "Let it stand")},
        fields={"opinion": OPINION, "reason": REASON},
        required=("reason",),
    ),
)
