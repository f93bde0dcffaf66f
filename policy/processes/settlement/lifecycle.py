"""服务券结算的生命周期。The settlement process: a platform asks for what was spent with it in a month, an officer checks it, finance pays.

What is paid was decided when each voucher was issued; so nobody decides anew, and two of finance release and confirm one payment.

What turns out wrong once no bank can return it is taken back by two people: it is netted from the platform's next settlement out of the
same line of the budget, and what that does not cover in the days that rules give is demanded, and comes in as every debt does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.disbursement.steps import UNDER_WAY, DisbursementEvent, Paying, disbursement_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step, draft_discarded
from policy.processes.kernel.payer import PayerEvent
from policy.text import Text


class Stage(StrEnum):
    """Where a settlement stands."""

    DRAFT = "draft"
    CHECK = "check"
    PAYMENT = "payment"
    SETTLED = "settled"
    RECLAIM = "reclaim"
    NETTING = "netting"
    DEMANDED = "demanded"
    REFUSED = "refused"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happened to a settlement besides what happens to every payment, in the past tense."""

    SUBMITTED = "submitted"
    SETTLEMENT_ACCEPTED = "settlement_accepted"
    SETTLEMENT_REFUSED = "settlement_refused"
    SETTLEMENT_NETTED = "settlement_netted"
    RECLAIM_PROPOSED = "reclaim_proposed"
    RECLAIM_DROPPED = "reclaim_dropped"
    RECLAIMED = "reclaimed"
    NETTING_RESUMED = "netting_resumed"
    DEMAND_RESUMED = "demand_resumed"
    NETTED_WHOLE = "netted_whole"
    RECLAIM_DEMANDED = "reclaim_demanded"
    RECEIPT_RECORDED = "receipt_recorded"
    RECEIPT_SENT_BACK = "receipt_sent_back"
    RECEIPT_CONFIRMED = "receipt_confirmed"
    RECEIPT_REFUTED = "receipt_refuted"
    PAYER_QUESTIONED = PayerEvent.PAYER_QUESTIONED
    PAYER_ACCEPTED = PayerEvent.PAYER_ACCEPTED
    PAYER_REFUSED = PayerEvent.PAYER_REFUSED
    PART_REPAID = "part_repaid"
    REPAID = "repaid"
    WRITE_OFF_PROPOSED = "write_off_proposed"
    WRITE_OFF_REFUSED = "write_off_refused"
    WRITTEN_OFF = "written_off"
    WITHDRAWN = "withdrawn"
    DRAFT_DISCARDED = "draft_discarded"


PAYER_QUESTION: Final = "reclaim_payer_decision"
"""Somebody of finance says whether another than the platform may pay what it owes."""

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("请上传服务合同和发票后提交。", "Add the contracts and invoices, then submit it.")),
    Stage.CHECK: StageRow(
        Text("核对", "Check"),
        Text("经办人正在核对结算明细。", "An officer is checking what is settled."),
        attended=True,
        holdable=True,
    ),
    Stage.PAYMENT: StageRow(Text("拨付", "Payment"), UNDER_WAY, attended=True, holdable=True, automatic=True),
    # A bank may return what was paid, also days later.
    Stage.SETTLED: StageRow(
        Text("已结算", "Settled"), Text("款项已拨付，或者已抵扣应退缴的款项。", "It was paid, or netted with what was owed."), watched=True
    ),
    Stage.RECLAIM: StageRow(
        Text("收回审定", "Whether it is taken back"),
        Text("已结算的款项正在复查。", "What was settled is being looked at anew."),
        attended=True,
    ),
    Stage.NETTING: StageRow(
        Text("待抵扣", "To be netted"),
        Text(
            "收回的款项从下一笔同一预算的结算中抵扣；逾期未抵扣的，应予退缴。",
            "What is taken back is netted from your next settlement out of the same budget; what is not in time has to be paid back.",
        ),
    ),
    Stage.DEMANDED: StageRow(
        Text("待退缴", "To be paid back"),
        Text("请按通知书退缴，或者由以后的结算抵扣。", "Please pay it back as the letter says; later settlements are netted as well."),
        attended=True,
    ),
    Stage.REFUSED: StageRow(
        Text("不予结算", "Refused"),
        Text("未予结算，请按告知书更正后重新申请。", "It was not settled; put right what the letter names, and ask again."),
        terminal=True,
    ),
    Stage.ENDED: StageRow(
        Text("停止拨付", "Ended"),
        Text(
            "已停止拨付。如不服，可以依法申请行政复议或者提起行政诉讼，机关和期限见告知书。",
            "It is not paid. The letter says where and until when review or a lawsuit may be sought.",
        ),
        terminal=True,
    ),
    Stage.WITHDRAWN: StageRow(
        Text("已撤回", "Withdrawn"),
        Text("已依贵单位申请撤回，可以重新申请。", "You have withdrawn it; you may ask again."),
        terminal=True,
    ),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
}

_OF_DEMANDS = frozenset({DisbursementEvent.RETURN_COUNTED, DisbursementEvent.RETURN_QUESTIONED})
_PAYING = Paying(
    payment=Stage.PAYMENT,
    paid=Stage.SETTLED,
    ended=Stage.ENDED,
    ended_opens=(),
    payee=Role.APPLICANT,
    ended_tells=Text("{number}已停止拨付，理由和救济途径见告知书。", "{number} is not paid after all; its letter says why."),
)

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("申请结算", "Asked for"),
        leads={Stage.DRAFT: Stage.CHECK},
        opens=("settlement_check",),
        tells={
            Role.OFFICER: Text("收到服务券结算申请{number}，请核对。", "The settlement {number} was asked for and waits to be checked.")
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    Event.SETTLEMENT_ACCEPTED: Step(
        Text("核对无误", "Found right"),
        leads={Stage.CHECK: Stage.PAYMENT},
        opens=("payment_release",),
        tells={
            Role.APPLICANT: Text("{number}已核对，结算{amount}，{pays}。", "{number} was found right: {amount} are settled, and {pays}."),
            Role.FINANCE: Text("{number}已核对，{pays}。", "{number} was found right, and {pays}."),
        },
    ),
    Event.SETTLEMENT_REFUSED: Step(
        Text("不予结算", "Refused"),
        leads={Stage.CHECK: Stage.REFUSED},
        tells={Role.APPLICANT: Text("{number}未予结算，见告知书。", "{number} was not settled; see the letter.")},
    ),
    # Nothing of a settlement is demanded back, so that no return can meet a demand.
    **{event: step for event, step in disbursement_steps(_PAYING).items() if event not in _OF_DEMANDS},
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads={Stage.CHECK: Stage.WITHDRAWN},
        tells={Role.APPLICANT: Text("{number}已依贵单位申请撤回。", "{number} was withdrawn as you asked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        while_held=True,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
}
_OWING = (Stage.NETTING, Stage.DEMANDED)
_REPAID = Text("{number}：应退缴的款项已结清。", "{number}: what was to be paid back is settled.")
_PAID_BACK = Text("{number}：应退缴的款项已结清{back}。", "{number}: what was to be paid back is settled{back}.")
_RECLAIM_STEPS: Final[Mapping[str, Step]] = {
    # All that was to be paid was owed by the platform.
    Event.SETTLEMENT_NETTED: Step(Text("全部抵扣，无需拨付", "Netted in whole"), leads={Stage.PAYMENT: Stage.SETTLED}),
    # What two have paid two take back; more may turn out wrong while something is owed still.
    Event.RECLAIM_PROPOSED: Step(
        Text("提请收回", "Taking back proposed"),
        leads=dict.fromkeys((Stage.SETTLED, *_OWING), Stage.RECLAIM),
        opens=("reclaim_decision",),
        tells={Role.APPROVER: Text("收回{number}已结算的款项待审定。", "Whether money of {number} is taken back waits for an approver.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        internal=True,
    ),
    Event.RECLAIM_DROPPED: Step(
        Text("不予收回", "Not taken back"),
        leads={Stage.RECLAIM: Stage.SETTLED},
        tells={Role.OFFICER: Text("{number}已结算的款项不予收回：{reason}", "Money of {number} is not taken back: {reason}")},
        internal=True,
    ),
    Event.RECLAIMED: Step(
        Text("收回", "Taken back"),
        leads={Stage.RECLAIM: Stage.NETTING},
        tells={
            Role.APPLICANT: Text(
                "{number}已结算的{amount}予以收回，从下一笔同一预算的结算中抵扣，见决定书。",
                "{amount} of {number} are taken back, and netted from your next settlement out of the same budget; see the letter.",
            ),
            Role.FINANCE: Text("{number}已结算的{amount}予以收回，待抵扣。", "{amount} of {number} are taken back, and to be netted."),
        },
    ),
    # Where it stood before: what the platform was told of what it owes stands.
    Event.NETTING_RESUMED: Step(Text("继续抵扣", "To be netted still"), leads={Stage.SETTLED: Stage.NETTING}, internal=True),
    Event.DEMAND_RESUMED: Step(
        Text("继续退缴", "To be paid back still"), leads={Stage.SETTLED: Stage.DEMANDED}, opens=("reclaim_receipt",), internal=True
    ),
    Event.NETTED_WHOLE: Step(
        Text("抵扣完毕", "Netted"),
        leads=dict.fromkeys(_OWING, Stage.SETTLED),
        tells={Role.APPLICANT: _REPAID, Role.FINANCE: _REPAID},
    ),
    Event.RECLAIM_DEMANDED: Step(
        Text("要求退缴", "Demanded"),
        leads={Stage.NETTING: Stage.DEMANDED},
        opens=("reclaim_receipt",),
        tells={
            Role.APPLICANT: Text(
                "{number}收回的款项尚有{amount}未抵扣，请按通知书退缴。",
                "{amount} of what was taken back of {number} were not netted; please pay them back as the letter says.",
            ),
            Role.FINANCE: Text("{number}尚有{amount}待退缴。", "{amount} of {number} are to be paid back."),
        },
    ),
    Event.RECEIPT_RECORDED: Step(
        Text("登记退缴", "Receipt recorded"), stays=(Stage.DEMANDED,), opens=("reclaim_confirmation",), internal=True
    ),
    Event.RECEIPT_SENT_BACK: Step(
        Text("退回登记", "Receipt sent back"), stays=(Stage.DEMANDED,), opens=("reclaim_receipt",), internal=True
    ),
    Event.RECEIPT_CONFIRMED: Step(Text("复核退缴", "Receipt confirmed"), stays=(Stage.DEMANDED,), internal=True),
    Event.RECEIPT_REFUTED: Step(
        Text("国库不能证实", "Not borne out by the treasury"),
        stays=(Stage.DEMANDED,),
        opens=("reclaim_receipt",),
        tells={Role.FINANCE: Text("{number}登记的退缴与国库记录不符：{reason}", "The treasury does not bear {number} out: {reason}")},
        internal=True,
    ),
    Event.PAYER_QUESTIONED: Step(
        Text("由他人付款", "Paid by somebody else"),
        stays=(Stage.DEMANDED,),
        opens=(PAYER_QUESTION,),
        tells={
            Role.FINANCE: Text(
                "{number}的退缴由他人支付，须由第二人决定是否接受。", "Somebody else paid for {number}; a second person accepts it or not."
            )
        },
        internal=True,
    ),
    Event.PAYER_ACCEPTED: Step(Text("接受代付", "Payer accepted"), stays=(Stage.DEMANDED,), internal=True),
    Event.PAYER_REFUSED: Step(Text("不接受代付", "Payer not accepted"), stays=(Stage.DEMANDED,), opens=("reclaim_receipt",), internal=True),
    Event.PART_REPAID: Step(
        Text("退缴一部分", "Paid back in part"),
        stays=(Stage.DEMANDED,),
        opens=("reclaim_receipt",),
        tells={
            Role.APPLICANT: Text("{number}的退缴已入账一部分，尚余{amount}。", "A part of {number} is paid back; {amount} are owed still.")
        },
    ),
    Event.REPAID: Step(
        Text("退缴入账", "Paid back"),
        leads={Stage.DEMANDED: Stage.SETTLED},
        tells=dict.fromkeys((Role.APPLICANT, Role.OFFICER, Role.FINANCE), _PAID_BACK),
    ),
    # Given up as asked for: by two.
    Event.WRITE_OFF_PROPOSED: Step(
        Text("提请核销", "Write-off proposed"), stays=(Stage.DEMANDED,), opens=("reclaim_write_off",), internal=True
    ),
    Event.WRITE_OFF_REFUSED: Step(
        Text("不同意核销", "Write-off refused"), stays=(Stage.DEMANDED,), opens=("reclaim_receipt",), internal=True
    ),
    Event.WRITTEN_OFF: Step(
        Text("核销", "Written off"),
        leads={Stage.DEMANDED: Stage.SETTLED},
        tells={Role.APPLICANT: Text("{number}尚未退缴的款项已核销。", "What was not paid back of {number} is written off.")},
    ),
}

SETTLEMENT = Lifecycle(
    name="settlement",
    workflow="Settlement",
    title=Text("服务券结算", "Settlement"),
    stages=STAGES,
    steps={**STEPS, **_RECLAIM_STEPS},
)
