"""服务券的事件。What may happen to a voucher, one row an event, and the process they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.actors import Role
from policy.processes.acceptance.steps import Filed, acceptance_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, Step, draft_discarded
from policy.processes.voucher.lifecycle import STAGES, WITHDRAWABLE, Event, Stage
from policy.text import Text

_REFUSED = Text(
    "服务券申领{number}未予发放，理由和救济途径见决定书。",
    "The voucher {number} was refused; the letter says why, and how that can be contested.",
)
_VALID = (Stage.VALID,)

_PLATFORM: Final = Text("服务平台", "platform")

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("申领服务券", "Asked for"),
        leads={Stage.DRAFT: Stage.CHECK},
        opens=("voucher_check",),
        tells={Role.OFFICER: Text("收到服务券申领{number}，请审查。", "The voucher {number} was asked for and waits to be checked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    **acceptance_steps(
        Filed(
            acceptance=Stage.CHECK,
            correction=Stage.CORRECTION,
            accepted=Stage.VERIFICATION,
            refused=Stage.REFUSED,
            lapsed=Stage.LAPSED,
            check="voucher_check",
            corrects="voucher_correction",
            refused_opens=(),
            refused_tells=_REFUSED,
        )
    ),
    Event.VERIFIED: Step(
        Text("核验通过", "Verified"),
        leads={Stage.VERIFICATION: Stage.DECISION},
        opens=("voucher_decision",),
        tells={Role.APPROVER: Text("服务券{number}待审定。", "The voucher {number} waits for its decision.")},
    ),
    Event.FOUND_INELIGIBLE: Step(
        Text("核验不符合条件", "Found ineligible"),
        leads={Stage.VERIFICATION: Stage.REFUSED},
        tells={Role.APPLICANT: _REFUSED},
    ),
    Event.VOUCHER_APPROVED: Step(
        Text("同意发放", "Approved"),
        leads={Stage.DECISION: Stage.COMMITMENT},
        opens=("voucher_commitment",),
    ),
    Event.VOUCHER_RETURNED: Step(
        Text("退回审查", "Sent back"),
        leads={Stage.DECISION: Stage.CHECK},
        opens=("voucher_check",),
        tells={Role.OFFICER: Text("服务券{number}退回重新审查。", "The voucher {number} was sent back to be checked.")},
    ),
    Event.VOUCHER_REFUSED: Step(
        Text("不予发放", "Refused"),
        leads={Stage.DECISION: Stage.REFUSED},
        tells={Role.APPLICANT: _REFUSED},
    ),
    Event.COMMITMENT_SIGNED: Step(Text("签署承诺", "Commitment signed"), stays=(Stage.COMMITMENT,)),
    Event.COMMITMENT_LAPSED: Step(
        Text("逾期未签署承诺", "Not signed in time"),
        leads={Stage.COMMITMENT: Stage.LAPSED},
        tells={
            Role.APPLICANT: Text("{number}逾期未签署承诺，已终止。", "The commitment for {number} was not signed in time; it has ended.")
        },
    ),
    Event.ISSUED: Step(
        Text("发放", "Issued"),
        leads={Stage.COMMITMENT: Stage.VALID},
        tells={
            Role.APPLICANT: Text(
                "服务券{number}已发放，面额{face}，有效期至{until}，见服务券。", "The voucher {number} of {face} is issued, until {until}."
            )
        },
    ),
    Event.CONTRACT_REGISTERED: Step(
        Text("登记服务合同", "Contract registered"),
        stays=_VALID,
        opens=("delivery_confirmation",),
        tells={
            Role.APPLICANT: Text(
                "{platform}就服务券{number}登记了服务合同{contract}，预留{amount}；服务交付后，请凭平台告知的一次性验收码确认。",
                "{platform} has registered the contract {contract} against the voucher {number}, for {amount}; "
                "once it is delivered, confirm that with the one-time code the platform gives you.",
            )
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        party=_PLATFORM,
    ),
    Event.CONTRACT_DECLINED: Step(Text("不认可该合同", "Contract declined"), stays=_VALID),
    Event.CONTRACT_CANCELLED: Step(
        Text("平台撤销合同登记", "Registration cancelled"),
        stays=_VALID,
        tells={
            Role.APPLICANT: Text(
                "服务合同{contract}的登记已由平台撤销，服务券{number}预留的{amount}恢复可用。",
                "The platform has cancelled its contract {contract}; {amount} of the voucher {number} can be spent again.",
            )
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        party=_PLATFORM,
    ),
    Event.DELIVERY_CONFIRMED: Step(Text("确认交付", "Delivery confirmed"), stays=_VALID),
    Event.SPEND_REFUNDED: Step(
        Text("退回已使用额度", "Spend refunded"),
        stays=(Stage.VALID, Stage.SETTLING),
        tells={
            Role.APPLICANT: Text(
                "服务合同{contract}使用的服务券额度{amount}已由平台退回（{number}）。理由：{reason}",
                "The platform has given {amount} of the voucher {number} back for the contract {contract}. The reason is: {reason}",
            )
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        party=_PLATFORM,
    ),
    # What was given by two is taken away by two.
    Event.VOID_PROPOSED: Step(
        Text("提请作废", "Voiding proposed"),
        stays=_VALID,
        opens=("void_decision",),
        tells={Role.APPROVER: Text("作废服务券{number}待审定。", "Whether the voucher {number} is voided waits for an approver.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        internal=True,
    ),
    Event.VOID_DROPPED: Step(Text("不予作废", "Not voided"), stays=_VALID, internal=True),
    Event.VOIDED: Step(
        Text("作废", "Voided"),
        leads={Stage.VALID: Stage.SETTLING},
        tells={Role.APPLICANT: Text("服务券{number}已作废，理由和救济途径见决定书。", "The voucher {number} is voided; see the letter.")},
    ),
    Event.EXPIRY_REMINDED: Step(
        Text("到期提醒", "Reminded of its last day"),
        stays=_VALID,
        tells={
            Role.APPLICANT: Text(
                "服务券{number}有效期至{until}，尚有{left}未使用；已登记的合同须在此前确认交付，逾期收回。",
                "The voucher {number} ends on {until}; {left} of it are left. Confirm the delivery of what is registered before: "
                "the rest goes back.",
            )
        },
        internal=True,
    ),
    Event.EXPIRED: Step(
        Text("期满", "Run out"),
        leads={Stage.VALID: Stage.SETTLING},
        tells={
            Role.APPLICANT: Text(
                "服务券{number}已期满，未使用的额度已收回，见告知书。",
                "The voucher {number} has run out; what was left went back: see the letter.",
            )
        },
    ),
    Event.SPENT: Step(Text("全部结算", "All settled"), leads={Stage.SETTLING: Stage.SPENT}),
    Event.LEFT_UNUSED: Step(Text("未使用办结", "Closed unused"), leads={Stage.SETTLING: Stage.UNUSED}),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads=dict.fromkeys(WITHDRAWABLE, Stage.WITHDRAWN),
        tells={Role.APPLICANT: Text("{number}已依贵单位申请撤回。", "{number} was withdrawn as you asked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        while_held=True,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
}

VOUCHER = Lifecycle(
    name="voucher",
    workflow="Voucher",
    title=Text("服务券", "Voucher"),
    stages=STAGES,
    steps=STEPS,
)
