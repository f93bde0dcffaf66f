"""诉求答复函。The letter that answers an enquiry, or what was asked once more, and says until when the answer may be rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.letters.wording import day_in, quoted
from policy.text import Text

_TITLE: Final = Text("诉求答复函", "Answer to an enquiry")
_ASKED: Final = Text(
    "贵单位于{day}就{item}提出的诉求{title}已收悉，现答复如下。", "On {day} you made an enquiry about {item}: {title}. This is our answer."
)
_ASKED_AGAIN: Final = Text(
    "贵单位于{day}就{item}诉求{title}提出的追问已收悉，现答复如下。",
    "On {day} you asked once more about your enquiry on {item}: {title}. This is our answer.",
)
_NO_DECISION: Final = Text(
    "该事项不涉及资金申报，本函不是对申请的决定。", "The item carries no money to apply for, and this letter decides on no application."
)
_RATE: Final = Text(
    "请在{day}前进行办理评价；逾期未评价的，自行办结。", "Please rate this answer by {day}; after that day the enquiry is closed without."
)
_RATE_OR_ASK: Final = Text(
    "请在{day}前进行办理评价，或者追问一次；逾期未评价的，自行办结。",
    "Please rate this answer by {day}, or ask once more; after that day the enquiry is closed without.",
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and is answered.

    Attributes:
        title: What the enquiry is called.
        asked_on: When it was made, or asked once more.
        answer: The answer.
        is_follow_up: Whether it answers what was asked once more.
        until: Until when it may be rated.
    """

    title: str
    asked_on: date
    answer: str
    is_follow_up: bool
    until: date | None


def enquiry_answer(item: Item, matter: Matter, exchange: Exchange, language: str) -> Paper:
    """Return the letter that answers."""
    asked, rate = (_ASKED_AGAIN, _RATE) if exchange.is_follow_up else (_ASKED, _RATE_OR_ASK)
    day = day_in(language, exchange.asked_on)
    paragraphs = [
        asked.in_language(language).format(day=day, item=titled(item, language), title=quoted(exchange.title)),
        *exchange.answer.splitlines(),
        _NO_DECISION.in_language(language),
        basis_of(item, language),
        *([rate.in_language(language).format(day=day_in(language, exchange.until))] if exchange.until else []),
    ]
    return matter.paper("诉答", _TITLE.in_language(language), paragraphs)
