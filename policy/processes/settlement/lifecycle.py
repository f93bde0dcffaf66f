"""服务券结算的生命周期。The settlement process: a platform asks for what was spent with it in a month, an officer checks it, finance pays.

What is paid was decided when each voucher was issued; so nobody decides anew, and two of finance release and confirm one payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.disbursement.steps import UNDER_WAY, DisbursementEvent, Paying, disbursement_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step, draft_discarded
from policy.text import Text


class Stage(StrEnum):
    """Where a settlement stands."""

    DRAFT = "draft"
    CHECK = "check"
    PAYMENT = "payment"
    SETTLED = "settled"
    REFUSED = "refused"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happened to a settlement besides what happens to every payment, in the past tense."""

    SUBMITTED = "submitted"
    SETTLEMENT_ACCEPTED = "settlement_accepted"
    SETTLEMENT_REFUSED = "settlement_refused"
    WITHDRAWN = "withdrawn"
    DRAFT_DISCARDED = "draft_discarded"


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
    Stage.SETTLED: StageRow(Text("已结算", "Settled"), Text("款项已拨付。", "It was paid."), watched=True),
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
            Role.APPLICANT: Text("{number}已核对，结算{amount}，进入拨付。", "{number} was found right: {amount} are being paid."),
            Role.FINANCE: Text("{number}待拨付。", "{number} waits to be paid."),
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
SETTLEMENT = Lifecycle(
    name="settlement",
    workflow="Settlement",
    title=Text("服务券结算", "Settlement"),
    stages=STAGES,
    steps=STEPS,
)
