"""股权投资的生命周期。The process of an investment: held and valued each year, until it is bought back, sold, liquidated or written off.

It begins when the award of an equity item is paid, which went through experts, a meeting of the committee and two approvers before. Its
founders may buy it back first: within the window of the agreement at its formula, and before anybody else at the price another would pay.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.processes.kernel.payer import PayerEvent
from policy.text import Text


class Stage(StrEnum):
    """Where an investment stands."""

    DRAFT = "draft"
    HELD = "held"
    DISPOSAL = "disposal"
    FIRST_RIGHT = "first_right"
    PROCEEDS = "proceeds"
    WRITING_OFF = "writing_off"
    RETURNED = "returned"
    EXITED = "exited"
    WRITTEN_OFF = "written_off"
    UNDONE = "undone"


UNDER_WAY = (Stage.HELD, Stage.DISPOSAL, Stage.FIRST_RIGHT, Stage.PROCEEDS, Stage.WRITING_OFF)
"""While the share is ours."""
PROPOSED = (Stage.DISPOSAL, Stage.WRITING_OFF)
"""Where the office decides whether it is given up: its enterprise is told nothing of that yet."""
OFFERED = (Stage.HELD, *PROPOSED)
"""Where the founders may take the offer of the agreement: a proposal to liquidate or to write off does not take it from them."""


class Event(StrEnum):
    """What happened to an investment, in the past tense."""

    INVESTED = "invested"
    VALUATION_CAME_DUE = "valuation_came_due"
    VALUED = "valued"
    BUY_BACK_OPENED = "buy_back_opened"
    BUY_BACK_TAKEN = "buy_back_taken"
    BUY_BACK_DECLINED = "buy_back_declined"
    DISPOSAL_PROPOSED = "disposal_proposed"
    DISPOSAL_APPROVED = "disposal_approved"
    DISPOSAL_REFUSED = "disposal_refused"
    FIRST_RIGHT_TAKEN = "first_right_taken"
    FIRST_RIGHT_WAIVED = "first_right_waived"
    PROCEEDS_RECORDED = "proceeds_recorded"
    PROCEEDS_SENT_BACK = "proceeds_sent_back"
    PROCEEDS_CONFIRMED = "proceeds_confirmed"
    PROCEEDS_REFUTED = "proceeds_refuted"
    PAYER_QUESTIONED = PayerEvent.PAYER_QUESTIONED
    PAYER_ACCEPTED = PayerEvent.PAYER_ACCEPTED
    PAYER_REFUSED = PayerEvent.PAYER_REFUSED
    PROCEEDS_PART_RECEIVED = "proceeds_part_received"
    PROCEEDS_BOOKED = "proceeds_booked"
    PART_DISPOSED = "part_disposed"
    LIQUIDATION_RECEIVED = "liquidation_received"
    LIQUIDATION_REPORTED_OVER = "liquidation_reported_over"
    LIQUIDATION_CONTINUED = "liquidation_continued"
    LIQUIDATION_CLOSED = "liquidation_closed"
    PROCEEDS_REPORTED_MISSED = "proceeds_reported_missed"
    PROCEEDS_AWAITED = "proceeds_awaited"
    PROCEEDS_MISSED = "proceeds_missed"
    WRITE_OFF_PROPOSED = "write_off_proposed"
    WRITE_OFF_APPROVED = "write_off_approved"
    WRITE_OFF_REFUSED = "write_off_refused"
    WRITTEN_OFF = "written_off"
    PAYMENT_RETURNED = "payment_returned"
    PAYMENT_RESTORED = "payment_restored"
    INVESTMENT_UNDONE = "investment_undone"


PAYER_QUESTION: Final = "proceeds_payer_decision"
"""Somebody of finance says whether another than who is to pay a price may."""


class Way(StrEnum):
    """How an investment is given up for money."""

    BUY_BACK = "buy_back"
    TRANSFER = "transfer"
    LIQUIDATION = "liquidation"


WAYS: Mapping[Way, Text] = {
    Way.BUY_BACK: Text("创始人回购", "Bought back by the founders"),
    Way.TRANSFER: Text("转让", "Transferred"),
    Way.LIQUIDATION: Text("清算", "Liquidated"),
}
GOES_BY: Mapping[str, Way] = {
    Event.BUY_BACK_TAKEN: Way.BUY_BACK,
    Event.FIRST_RIGHT_TAKEN: Way.BUY_BACK,
    Event.FIRST_RIGHT_WAIVED: Way.TRANSFER,
    Event.LIQUIDATION_RECEIVED: Way.LIQUIDATION,
}
"""By the last of which events a receipt that is booked came for its share, whatever becomes of what is held on."""

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在登记。", "It is being entered.")),
    Stage.HELD: StageRow(Text("持有", "Held"), Text("持有中，每年估值。", "It is held and valued each year."), attended=True),
    Stage.DISPOSAL: StageRow(
        Text("退出审定", "Disposal"), Text("正在审定退出方案。", "How it is given up is being decided."), attended=True
    ),
    Stage.FIRST_RIGHT: StageRow(
        Text("优先回购", "First right"),
        Text("请在期限内决定是否按同等价格优先回购。", "Say in time whether you buy at the price another would pay."),
        attended=True,
    ),
    Stage.PROCEEDS: StageRow(
        Text("收取价款", "Proceeds"), Text("等待价款到账并登记。", "Its price is awaited, and entered once it is here."), attended=True
    ),
    Stage.WRITING_OFF: StageRow(
        Text("核销审定", "Write-off"), Text("正在审定核销。", "Whether it is written off is being decided."), attended=True
    ),
    # A bank may return what was paid, also days later: the share is ours again once it is paid again.
    Stage.RETURNED: StageRow(
        Text("投资款被退回", "Payment returned"),
        Text("投资款被银行退回，等待重新拨付。", "A bank returned what was invested; it is paid again."),
    ),
    Stage.EXITED: StageRow(Text("已退出", "Exited"), Text("投资已退出。", "The investment has ended."), terminal=True),
    Stage.WRITTEN_OFF: StageRow(Text("已核销", "Written off"), Text("投资已核销。", "The investment is written off."), terminal=True),
    Stage.UNDONE: StageRow(
        Text("未完成投资", "Undone"), Text("投资款被退回后未再拨付。", "What a bank returned was not paid again."), terminal=True
    ),
}

_PRICE_ASKED = Text(
    "请按缴款通知书所载账户和期限缴纳股权价款{price}，到账后由财政登记。",
    "Please pay {price} for the share as the letter says, where to and by when; finance enters it once it is here.",
)

STEPS: Mapping[str, Step] = {
    Event.INVESTED: Step(
        Text("完成投资", "Invested"),
        leads={Stage.DRAFT: Stage.HELD},
        tells={
            Role.APPLICANT: Text("股权投资{number}已登记。", "The investment {number} is entered."),
            Role.OFFICER: Text("股权投资{number}已登记，每年估值。", "The investment {number} is entered; it is valued each year."),
        },
    ),
    Event.VALUATION_CAME_DUE: Step(Text("应予估值", "Valuation due"), stays=(Stage.HELD,), opens=("investment_valuation",), internal=True),
    Event.VALUED: Step(Text("估值", "Valued"), stays=UNDER_WAY, internal=True),
    Event.BUY_BACK_OPENED: Step(
        Text("回购窗口开始", "Buy-back window opened"),
        stays=(Stage.HELD,),
        opens=("buy_back_offer",),
        tells={
            Role.APPLICANT: Text(
                "股权投资{number}的回购窗口已开始，请在期限内决定是否回购。",
                "The window to buy back the investment {number} has opened; please say in time whether you do.",
            )
        },
    ),
    Event.BUY_BACK_TAKEN: Step(
        Text("同意回购", "Buy-back taken"),
        leads=dict.fromkeys(OFFERED, Stage.PROCEEDS),
        opens=("proceeds_receipt",),
        tells={
            Role.APPLICANT: _PRICE_ASKED,
            Role.OFFICER: Text("股权投资{number}由创始人回购。", "The founders buy the investment {number} back."),
            Role.FINANCE: Text("股权投资{number}由创始人回购，待收价款。", "{number} is bought back."),
        },
    ),
    Event.BUY_BACK_DECLINED: Step(
        Text("放弃回购", "Buy-back declined"),
        stays=OFFERED,
        tells={Role.OFFICER: Text("股权投资{number}的创始人未回购。", "The founders did not buy the investment {number} back.")},
    ),
    Event.DISPOSAL_PROPOSED: Step(
        Text("提请退出", "Disposal proposed"),
        leads={Stage.HELD: Stage.DISPOSAL},
        opens=("disposal_decision",),
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        internal=True,
    ),
    Event.DISPOSAL_APPROVED: Step(
        Text("同意退出", "Disposal approved"),
        leads={Stage.DISPOSAL: Stage.FIRST_RIGHT},
        opens=("first_right",),
        tells={
            Role.APPLICANT: Text(
                "股权投资{number}拟以{price}退出，请在期限内决定是否优先回购。",
                "The investment {number} would be given up for {price}; please say in time whether you buy it first.",
            )
        },
    ),
    Event.DISPOSAL_REFUSED: Step(
        Text("不同意退出", "Disposal refused"),
        leads={Stage.DISPOSAL: Stage.HELD},
        tells={Role.OFFICER: Text("股权投资{number}的退出方案未获同意：{reason}", "{number} is not given up so: {reason}")},
        internal=True,
    ),
    Event.FIRST_RIGHT_TAKEN: Step(
        Text("行使优先回购权", "First right taken"),
        leads={Stage.FIRST_RIGHT: Stage.PROCEEDS},
        opens=("proceeds_receipt",),
        tells={Role.APPLICANT: _PRICE_ASKED},
    ),
    Event.FIRST_RIGHT_WAIVED: Step(
        Text("放弃优先回购权", "First right waived"),
        leads={Stage.FIRST_RIGHT: Stage.PROCEEDS},
        opens=("proceeds_receipt",),
        tells={Role.FINANCE: Text("股权投资{number}待收退出价款。", "The price of the investment {number} is awaited.")},
    ),
    Event.PROCEEDS_RECORDED: Step(
        Text("登记价款", "Proceeds recorded"), stays=(Stage.PROCEEDS,), opens=("proceeds_confirmation",), internal=True
    ),
    Event.PROCEEDS_SENT_BACK: Step(
        Text("退回登记", "Proceeds sent back"), stays=(Stage.PROCEEDS,), opens=("proceeds_receipt",), internal=True
    ),
    Event.PROCEEDS_CONFIRMED: Step(Text("复核价款", "Proceeds confirmed"), stays=(Stage.PROCEEDS,), internal=True),
    Event.PROCEEDS_REFUTED: Step(
        Text("国库不能证实", "Not borne out by the treasury"),
        stays=(Stage.PROCEEDS,),
        opens=("proceeds_receipt",),
        tells={
            Role.FINANCE: Text("股权投资{number}登记的价款与国库记录不符：{reason}", "The treasury does not bear {number} out: {reason}")
        },
        internal=True,
    ),
    Event.PAYER_QUESTIONED: Step(
        Text("由他人付款", "Paid by somebody else"),
        stays=(Stage.PROCEEDS,),
        opens=(PAYER_QUESTION,),
        tells={
            Role.FINANCE: Text(
                "股权投资{number}的价款由他人支付，须由第二人决定是否接受。",
                "Somebody else paid the price of {number}; a second person has to accept it or not.",
            )
        },
        internal=True,
    ),
    Event.PAYER_ACCEPTED: Step(Text("接受代付", "Payer accepted"), stays=(Stage.PROCEEDS,), internal=True),
    Event.PAYER_REFUSED: Step(
        Text("不接受代付", "Payer not accepted"), stays=(Stage.PROCEEDS,), opens=("proceeds_receipt",), internal=True
    ),
    Event.PROCEEDS_PART_RECEIVED: Step(
        Text("价款到账一部分", "Part of the price received"),
        stays=(Stage.PROCEEDS,),
        opens=("proceeds_receipt",),
        tells={
            Role.APPLICANT: Text(
                "股权投资{number}的价款已到账一部分，尚余{price}未到账。",
                "A part of the price of {number} is here; {price} of it is not yet.",
            ),
            Role.FINANCE: Text("股权投资{number}的价款尚余{price}未到账。", "{price} of the price of {number} is not here yet."),
        },
    ),
    Event.PROCEEDS_BOOKED: Step(
        Text("价款入账，投资退出", "Proceeds booked"),
        leads={Stage.PROCEEDS: Stage.EXITED},
        tells={
            Role.APPLICANT: Text("股权投资{number}的价款已入账，投资退出。", "The price of {number} is booked; the investment has ended."),
            Role.OFFICER: Text("股权投资{number}已退出。", "The investment {number} has ended."),
            Role.FINANCE: Text("股权投资{number}的价款已入账{back}。", "The price of {number} is booked{back}."),
        },
    ),
    Event.PART_DISPOSED: Step(
        Text("部分退出，其余继续持有", "Part of it given up"),
        leads={Stage.PROCEEDS: Stage.HELD},
        tells={
            Role.APPLICANT: Text(
                "股权投资{number}的部分股权价款已入账，其余{left}继续持有。",
                "The price of a part of {number} is booked; {left} of it are held on.",
            ),
            Role.OFFICER: Text("股权投资{number}部分退出，其余{left}继续持有。", "A part of {number} is given up; {left} are held on."),
            Role.FINANCE: Text("股权投资{number}的部分价款已入账{back}。", "The price of a part of {number} is booked{back}."),
        },
    ),
    # A liquidation pays as it sells: each receipt is booked as it comes, and what is lost when it is over.
    Event.LIQUIDATION_RECEIVED: Step(
        Text("清算款入账", "Received of the liquidation"),
        stays=(Stage.PROCEEDS,),
        opens=("proceeds_receipt",),
        tells={
            Role.OFFICER: Text(
                "股权投资{number}收到清算款{price}，尚余{left}未收回。",
                "{price} came of the liquidation of {number}; {left} are not back yet.",
            )
        },
    ),
    Event.LIQUIDATION_REPORTED_OVER: Step(
        Text("清算终结，提请审定", "Reported as over"),
        stays=(Stage.PROCEEDS,),
        opens=("liquidation_closing",),
        tells={Role.APPROVER: Text("股权投资{number}的清算终结待审定。", "Whether the liquidation of {number} is over waits for you.")},
        internal=True,
    ),
    Event.LIQUIDATION_CONTINUED: Step(
        Text("清算尚未终结", "Not over yet"), stays=(Stage.PROCEEDS,), opens=("proceeds_receipt",), internal=True
    ),
    Event.LIQUIDATION_CLOSED: Step(
        Text("清算终结，投资退出", "Liquidation closed"),
        leads={Stage.PROCEEDS: Stage.EXITED},
        tells={
            Role.APPLICANT: Text(
                "股权投资{number}的清算终结，投资退出。", "The liquidation of {number} is over; the investment has ended."
            ),
            Role.OFFICER: Text("股权投资{number}已退出。", "The investment {number} has ended."),
        },
    ),
    Event.PROCEEDS_REPORTED_MISSED: Step(
        Text("价款逾期未收足，提请审定", "Reported as missed"),
        stays=(Stage.PROCEEDS,),
        opens=("proceeds_giving_up",),
        tells={
            Role.APPROVER: Text("股权投资{number}的价款逾期未收足，待审定。", "Whether the price of {number} is given up waits for you.")
        },
        internal=True,
    ),
    Event.PROCEEDS_AWAITED: Step(
        Text("继续等待价款", "Still awaited"), stays=(Stage.PROCEEDS,), opens=("proceeds_receipt",), internal=True
    ),
    Event.PROCEEDS_MISSED: Step(
        Text("价款未到账，继续持有", "Proceeds missed"),
        leads={Stage.PROCEEDS: Stage.HELD},
        tells={
            Role.APPLICANT: Text(
                "股权投资{number}的价款逾期未收足，继续持有{back}。", "The price of {number} did not come in time; it is held on{back}."
            ),
            Role.OFFICER: Text("股权投资{number}的价款逾期未到账，继续持有。", "The price of {number} did not come; it is held on."),
            Role.FINANCE: Text(
                "股权投资{number}的价款未收足，继续持有{back}。", "The price of {number} did not come in full; it is held on{back}."
            ),
        },
    ),
    Event.WRITE_OFF_PROPOSED: Step(
        Text("提请核销", "Write-off proposed"),
        leads={Stage.HELD: Stage.WRITING_OFF},
        opens=("investment_write_off",),
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        internal=True,
    ),
    Event.WRITE_OFF_APPROVED: Step(
        Text("第一审批人同意核销", "Write-off approved by one"),
        stays=(Stage.WRITING_OFF,),
        opens=("investment_write_off_confirmation",),
        internal=True,
    ),
    Event.WRITE_OFF_REFUSED: Step(
        Text("不同意核销", "Write-off refused"),
        leads={Stage.WRITING_OFF: Stage.HELD},
        tells={Role.OFFICER: Text("股权投资{number}不予核销：{reason}", "The investment {number} is not written off: {reason}")},
        internal=True,
    ),
    Event.WRITTEN_OFF: Step(
        Text("核销", "Written off"),
        leads={Stage.WRITING_OFF: Stage.WRITTEN_OFF},
        tells={Role.APPLICANT: Text("股权投资{number}已核销。", "The investment {number} is written off.")},
    ),
}

_RETURN_STEPS: Final[Mapping[str, Step]] = {
    Event.PAYMENT_RETURNED: Step(
        Text("投资款被银行退回", "Payment returned by a bank"),
        leads=dict.fromkeys(UNDER_WAY, Stage.RETURNED),
        tells={
            Role.OFFICER: Text(
                "股权投资{number}的投资款被银行退回{back}，待重新拨付。",
                "A bank returned the payment of {number}{back}; it waits to be paid again.",
            )
        },
    ),
    Event.PAYMENT_RESTORED: Step(
        Text("投资款重新拨付", "Paid again"),
        leads={Stage.RETURNED: Stage.HELD},
        tells={Role.OFFICER: Text("股权投资{number}的投资款已重新拨付。", "What was invested by {number} is paid again.")},
    ),
    Event.INVESTMENT_UNDONE: Step(
        Text("投资款未再拨付，投资未完成", "Not paid again"),
        leads={Stage.RETURNED: Stage.UNDONE},
        tells={Role.OFFICER: Text("股权投资{number}未完成。", "The investment {number} was not made.")},
    ),
}

INVESTMENT = Lifecycle(
    name="investment", workflow="Investment", title=Text("股权投资", "Investment"), stages=STAGES, steps={**STEPS, **_RETURN_STEPS}
)
