"""股权投资的文书。The papers of an investment: the founders are asked, the price is asked for, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.investment_terms import terms_in
from policy.letters.matter import Matter, basis_of
from policy.letters.paper import Paper
from policy.letters.repaying import OF_INVESTMENT, where_to_pay
from policy.letters.wording import amount_with_capitals, day_in
from policy.money import in_yuan
from policy.processes.investment.lifecycle import Event
from policy.processes.investment.terms import in_percent, share_of_cost
from policy.text import Text

_WORDS: Final[Mapping[Event, str]] = {
    Event.BUY_BACK_OPENED: "投回",
    Event.DISPOSAL_APPROVED: "投优",
    Event.BUY_BACK_TAKEN: "投缴",
    Event.FIRST_RIGHT_TAKEN: "投缴",
    Event.PROCEEDS_BOOKED: "投退",
    Event.PART_DISPOSED: "投部",
    Event.LIQUIDATION_CLOSED: "投退",
    Event.WRITTEN_OFF: "投核",
}
_HELD: Final = Text(
    "{paid_on}，本区以股权投资方式向贵单位投资{cost}，投后估值{valuation}，持股{share}。",
    "On {paid_on} the area invested {cost} in your enterprise, for {share} of it at a value of {valuation} after that.",
)
_LEFT: Final = Text(
    "此前部分股权已经退出，收回{earlier}；所余投资成本{left}，持股{left_share}。",
    "A part of it was given up before and brought {earlier}; what is left cost {left} and is {left_share} of the enterprise.",
)
_ALL: Final = Text("该项投资", "this investment")
_REST: Final = Text("所余部分", "what is left of it")
_PART: Final = Text("投资成本{part}、持股{part_share}的部分", "the part of it that cost {part} and is {part_share} of the enterprise")
_TITLES: Final[Mapping[Event, Text]] = {
    Event.BUY_BACK_OPENED: Text("股权回购告知书", "Notice that the investment may be bought back"),
    Event.DISPOSAL_APPROVED: Text("优先回购告知书", "Notice of the first right to buy"),
    Event.BUY_BACK_TAKEN: Text("股权价款缴款通知书", "Notice to pay the price"),
    Event.FIRST_RIGHT_TAKEN: Text("股权价款缴款通知书", "Notice to pay the price"),
    Event.PROCEEDS_BOOKED: Text("股权投资退出通知书", "Notice that the investment has ended"),
    Event.PART_DISPOSED: Text("股权投资部分退出通知书", "Notice that a part of the investment has ended"),
    Event.LIQUIDATION_CLOSED: Text("股权投资退出通知书", "Notice that the investment has ended"),
    Event.WRITTEN_OFF: Text("股权投资核销通知书", "Notice that the investment is written off"),
}
_PRICED: Final = frozenset({Event.BUY_BACK_TAKEN, Event.FIRST_RIGHT_TAKEN})
PAPERS: Final = frozenset(_TITLES)
"""The events of an investment by which a paper is issued."""
_SAYS: Final[Mapping[Event, Text]] = {
    Event.BUY_BACK_OPENED: Text(
        "根据投资协议，创始人可在{window_from}至{window_to}期间回购。回购价款为投资本金{left}加按{rate}年利率、以实际天数计算的单利（一年按365天计）。"
        "请在{until}前通过本系统决定；逾期未决定的，视为放弃。",
        "By the agreement its founders may buy it back from {window_from} to {window_to}, for the {left} that it cost with simple interest "
        "of {rate} a year by exact days (365 to a year). Please say in this system by {until} whether they do; silence is taken for no.",
    ),
    Event.DISPOSAL_APPROVED: Text(
        "本区拟以{price}的价款退出{what}。创始人享有同等条件下的优先回购权，请在{until}前决定；逾期未决定的，视为放弃。",
        "The area intends to give up {what} for {price}. Its founders may buy it first at that price; please say by {until} "
        "whether they do. Silence is taken for no.",
    ),
    Event.BUY_BACK_TAKEN: Text(
        "贵单位创始人决定回购{what}。请于{until}前（含当日）将价款{asked}缴入国库。",
        "Your founders buy back {what}. Please pay {asked} to the treasury by {until}, that day included.",
    ),
    Event.FIRST_RIGHT_TAKEN: Text(
        "贵单位创始人决定优先回购{what}。请于{until}前（含当日）将价款{asked}缴入国库。",
        "Your founders buy {what} first. Please pay {asked} to the treasury by {until}, that day included.",
    ),
    Event.PROCEEDS_BOOKED: Text(
        "价款{received}已于{received_on}到账，该项投资退出。", "{received} came in on {received_on}; the investment has ended."
    ),
    Event.PART_DISPOSED: Text(
        "价款{received}已于{received_on}到账，{what}退出；其余投资成本{rest}、持股{rest_share}，继续持有。",
        "{received} came in on {received_on} for {what}, which has ended; the rest, which cost {rest} and is {rest_share}, is held on.",
    ),
    Event.LIQUIDATION_CLOSED: Text(
        "清算已经终结，清算共收回{received}，该项投资退出。",
        "The liquidation is over and has brought {received}; the investment has ended.",
    ),
    Event.WRITTEN_OFF: Text("经审定，{what}予以核销。", "It was decided that {what} is written off."),
}


@dataclass(frozen=True, slots=True)
class Invested:
    """An investment as a paper speaks of it.

    Attributes:
        cost_fen: What was invested, in fen.
        paid_on: The day it was paid.
        terms: Its terms, as `policy.processes.investment.terms.Terms` writes them.
        price_fen: At which price it is given up, in fen; None while it is not.
        received_fen: What came in of what is given up now, in fen; None before.
        received_on: When it did.
        until: Until when an answer, or the price, is awaited.
        part_fen: The cost of the part that is given up now, in fen; None for all that is held.
        ended_fen: The cost of what was given up before, in fen.
        earlier_fen: What that brought, in fen.
    """

    cost_fen: int
    paid_on: date
    terms: Mapping[str, object]
    price_fen: int | None = None
    received_fen: int | None = None
    received_on: date | None = None
    until: date | None = None
    part_fen: int | None = None
    ended_fen: int = 0
    earlier_fen: int = 0

    def share_of(self, cost_fen: int) -> str:
        """Return which share a part of what was invested is."""
        return in_percent(share_of_cost(int(str(self.terms["share_bp"])), cost_fen, self.cost_fen))


def alike(event: Event) -> list[Event]:
    """Return the events whose papers are of one kind with an event's: they are numbered together."""
    return [other for other, word in _WORDS.items() if word == _WORDS[event]]


def investment_paper(item: Item, matter: Matter, event: Event, invested: Invested, bodies: Bodies, language: str) -> Paper:
    """Return the paper an event of an investment issued."""
    left_fen = invested.cost_fen - invested.ended_fen
    sums = {"left": left_fen, "part": invested.part_fen or left_fen, "rest": left_fen - (invested.part_fen or 0)}
    costs = {name: in_yuan(fen).in_language(language) for name, fen in sums.items()}
    shares = {f"{name}_share": invested.share_of(fen) for name, fen in sums.items()}
    what = _PART if invested.part_fen else _REST if invested.ended_fen else _ALL
    said = {
        **costs,
        **shares,
        "what": what.in_language(language).format(**costs, **shares),
        "earlier": in_yuan(invested.earlier_fen).in_language(language),
        "paid_on": day_in(language, invested.paid_on),
        "cost": in_yuan(invested.cost_fen).in_language(language),
        **terms_in(language, invested.terms),
        "price": in_yuan(invested.price_fen or 0).in_language(language),
        "asked": amount_with_capitals(language, invested.price_fen or 0),
        "received": in_yuan(invested.received_fen or 0).in_language(language),
        "received_on": day_in(language, invested.received_on) if invested.received_on else "",
        "until": day_in(language, invested.until) if invested.until else "",
    }
    texts = (_HELD, *([_LEFT] if invested.ended_fen else []), _SAYS[event])
    paragraphs = [text.in_language(language).format(**said) for text in texts]
    where = [where_to_pay(matter, bodies, language, OF_INVESTMENT)] if event in _PRICED else []
    return matter.paper(_WORDS[event], _TITLES[event].in_language(language), [*paragraphs, *where, basis_of(item, language)])
