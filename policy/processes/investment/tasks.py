"""股权投资的人工环节。The human steps of an investment: valued, bought back or not, its disposal decided, its price entered by two."""

from __future__ import annotations

from typing import Any

from policy.actors import Role
from policy.money import MAX_FEN
from policy.processes.investment.lifecycle import OFFERED, PAYER_QUESTION, UNDER_WAY, Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.payer import payer_decision
from policy.processes.kernel.task_kind import AMOUNT, OFFICE_REASON, OPINION, REASON, TaskKind, day, line
from policy.text import Text

_REFUSE = Text("不同意", "Refuse")
PART: dict[str, Any] = AMOUNT | {
    "title": "回购部分的投资成本（分），不填为全部",
    "description": "What was invested for the part that is bought back, in fen; left out for all of it",
}

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "investment_valuation",
        Text("年度估值", "Value the investment"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.VALUED: Text("登记估值", "Enter the value")},
        fields={
            "value_fen": AMOUNT | {"minimum": 0, "title": "持股估值（分）", "description": "What the share is worth, in fen"},
            "valued_on": day("估值基准日", "The day it is worth that"),
            "paper": line("估值依据", "The report it is read from", 200),
            "opinion": OPINION,
        },
        required=("value_fen", "valued_on", "paper", "opinion"),
        lasts_in=UNDER_WAY,
    ),
    TaskKind(
        "buy_back_offer",
        Text("决定是否回购", "Say whether you buy back"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=20,
        decisions={Event.BUY_BACK_TAKEN: Text("回购", "Buy back"), Event.BUY_BACK_DECLINED: Text("放弃", "Decline")},
        fields={"part_fen": PART},
        overdue=Event.BUY_BACK_DECLINED,
        dropped=Text("股权投资{number}的回购征询已终止。", "You are not asked any more whether you buy the investment {number} back."),
        lasts_in=OFFERED,
    ),
    TaskKind(
        "disposal_decision",
        Text("审定退出方案", "Decide on the disposal"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.DISPOSAL_APPROVED: Text("同意", "Approve"), Event.DISPOSAL_REFUSED: _REFUSE},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.DISPOSAL_REFUSED: ("reason",)},
        weighs=("investment_valuation",),
    ),
    TaskKind(
        "first_right",
        Text("决定是否优先回购", "Say whether you buy first"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=20,
        decisions={
            Event.FIRST_RIGHT_TAKEN: Text("按同等价格回购", "Buy it"),
            Event.FIRST_RIGHT_WAIVED: Text("放弃", "Waive it"),
        },
        overdue=Event.FIRST_RIGHT_WAIVED,
    ),
    TaskKind(
        "proceeds_receipt",
        Text("登记股权价款", "Record the proceeds"),
        Role.FINANCE,
        duty=Duty.FUND,
        working_days=30,
        decisions={
            Event.PROCEEDS_RECORDED: Text("登记", "Record"),
            Event.PROCEEDS_REPORTED_MISSED: Text("逾期未收足", "It did not come in time"),
            Event.LIQUIDATION_REPORTED_OVER: Text("清算终结，没有其他收款", "The liquidation is over; nothing else comes"),
        },
        fields={
            "amount_fen": AMOUNT
            | {"maximum": MAX_FEN, "title": "到账金额（分）", "description": "What came in, the whole of the receipt, in fen"},
            "reference": line("国库收款编号", "The treasury's reference of the receipt", 100),
            "received_on": day("到账日期", "Day the money came in"),
            "reason": REASON,
        },
        required_for={
            Event.PROCEEDS_RECORDED: ("amount_fen", "reference", "received_on"),
            Event.PROCEEDS_REPORTED_MISSED: ("reason",),
            Event.LIQUIDATION_REPORTED_OVER: ("reason",),
        },
        after=("proceeds_confirmation", PAYER_QUESTION, "liquidation_closing", "proceeds_giving_up"),
    ),
    TaskKind(
        "proceeds_giving_up",
        Text("审定价款未收足", "Decide whether the price is given up"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.PROCEEDS_MISSED: Text("不再等待，继续持有", "Wait no more and hold it on"),
            Event.PROCEEDS_AWAITED: Text("继续等待", "Wait on"),
        },
        fields={"opinion": OPINION, "reason": OFFICE_REASON},
        required_for={Event.PROCEEDS_AWAITED: ("reason",)},
        weighs=("investment_valuation", "disposal_decision"),
    ),
    TaskKind(
        "liquidation_closing",
        Text("审定清算终结", "Decide whether the liquidation is over"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.LIQUIDATION_CLOSED: Text("清算终结，未收回的计为损失", "It is over; what is not back is lost"),
            Event.LIQUIDATION_CONTINUED: Text("尚未终结", "It is not"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.LIQUIDATION_CONTINUED: ("reason",)},
        weighs=("investment_valuation", "disposal_decision"),
    ),
    TaskKind(
        "proceeds_confirmation",
        Text("复核股权价款", "Confirm the proceeds"),
        Role.FINANCE,
        duty=Duty.CONFIRM,
        working_days=10,
        decisions={Event.PROCEEDS_CONFIRMED: Text("复核通过", "Confirm"), Event.PROCEEDS_SENT_BACK: Text("退回", "Send back")},
        fields={"reason": OFFICE_REASON},
        required_for={Event.PROCEEDS_SENT_BACK: ("reason",)},
    ),
    payer_decision(PAYER_QUESTION),
    TaskKind(
        "investment_write_off",
        Text("审定核销", "Decide on the write-off"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.WRITE_OFF_APPROVED: Text("同意", "Approve"), Event.WRITE_OFF_REFUSED: _REFUSE},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.WRITE_OFF_REFUSED: ("reason",)},
        weighs=("investment_valuation",),
    ),
    TaskKind(
        "investment_write_off_confirmation",
        Text("审定核销（第二人）", "Decide on the write-off (second approver)"),
        Role.APPROVER,
        duty=Duty.COUNTERSIGN,
        working_days=10,
        decisions={Event.WRITTEN_OFF: Text("同意核销", "Write it off"), Event.WRITE_OFF_REFUSED: _REFUSE},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.WRITE_OFF_REFUSED: ("reason",)},
        weighs=("investment_valuation", "investment_write_off"),
    ),
)
