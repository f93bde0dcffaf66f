"""结算的人工环节。The human steps of a settlement: checked, paid as every payment is, and taken back where it turns out wrong."""

from __future__ import annotations

from policy.actors import Role
from policy.money import MAX_FEN
from policy.processes.disbursement.tasks import PAYING
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.payer import payer_decision
from policy.processes.kernel.task_kind import AMOUNT, OPINION, REASON, TaskKind, day, line
from policy.processes.settlement.lifecycle import PAYER_QUESTION, Event
from policy.text import Text

OWN: tuple[TaskKind, ...] = (
    TaskKind(
        "settlement_check",
        Text("核对服务券结算", "Check a settlement"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.SETTLEMENT_ACCEPTED: Text("核对无误，提请拨付", "It is right, to be paid"),
            Event.SETTLEMENT_REFUSED: Text("不予结算", "Refuse"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.SETTLEMENT_REFUSED: ("reason",)},
    ),
    TaskKind(
        "reclaim_decision",
        Text("审定是否收回", "Decide whether it is taken back"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.RECLAIMED: Text("收回", "Take it back"), Event.RECLAIM_DROPPED: Text("不予收回", "Let it stand")},
        fields={"opinion": OPINION, "reason": REASON},
        required=("reason",),
        weighs=("settlement_check",),
    ),
    TaskKind(
        "reclaim_receipt",
        Text("登记退缴款项", "Record what was paid back"),
        Role.FINANCE,
        duty=Duty.FUND,
        working_days=30,
        decisions={Event.RECEIPT_RECORDED: Text("登记", "Record"), Event.WRITE_OFF_PROPOSED: Text("提请核销", "Propose to write it off")},
        fields={
            "amount_fen": AMOUNT
            | {"maximum": MAX_FEN, "title": "到账金额（分）", "description": "What came in, the whole of the receipt, in fen"},
            "reference": line("国库收款编号", "The treasury's reference of the receipt", 100),
            "received_on": day("到账日期", "Day the money came in"),
            "reason": REASON,
        },
        required_for={Event.RECEIPT_RECORDED: ("amount_fen", "reference", "received_on"), Event.WRITE_OFF_PROPOSED: ("reason",)},
        after=("reclaim_confirmation", PAYER_QUESTION, "reclaim_write_off"),
    ),
    TaskKind(
        "reclaim_confirmation",
        Text("复核退缴款项", "Confirm what was paid back"),
        Role.FINANCE,
        duty=Duty.CONFIRM,
        working_days=10,
        decisions={Event.RECEIPT_CONFIRMED: Text("复核通过", "Confirm"), Event.RECEIPT_SENT_BACK: Text("退回", "Send back")},
        fields={"reason": REASON},
        required_for={Event.RECEIPT_SENT_BACK: ("reason",)},
    ),
    payer_decision(PAYER_QUESTION),
    TaskKind(
        "reclaim_write_off",
        Text("审定核销", "Decide on the write-off"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.WRITTEN_OFF: Text("同意核销", "Write it off"), Event.WRITE_OFF_REFUSED: Text("不同意", "Refuse")},
        fields={"opinion": OPINION, "reason": REASON},
        required=("reason",),
    ),
)
KINDS: tuple[TaskKind, ...] = (*OWN, *PAYING)
