"""暂停。An item that a superior policy suspends, or closes for matters of some days (general term 5): why we refuse, and what is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policy.days import in_chinese
from policy.errors import Code, Refusal
from policy.language.facts import Json
from policy.opinions_2022_8.general_terms import CITATION
from policy.text import Text


class Scope(StrEnum):
    """What a superior policy suspends: the whole item while it lasts, or, for good, matters that arise in its days."""

    ITEM = "item"
    MATTERS = "matters"


@dataclass(frozen=True, slots=True)
class Suspension:
    """One suspension of an item.

    Attributes:
        begins_on: Its first day.
        ends_on: Its last day, or None while nobody knows.
        reason: Why.
        document_no: The superior policy's number.
    """

    begins_on: date
    ends_on: date | None
    reason: Text
    document_no: str
    scope: Scope = Scope.ITEM

    def covers(self, on: date) -> bool:
        """Tell whether it is suspended on a day, or closed for a matter of that day."""
        return self.begins_on <= on and (self.ends_on is None or on <= self.ends_on)

    def is_over(self, on: date) -> bool:
        """Tell whether a suspension of the item has ended before a day: it ended another early, or took it back."""
        return self.scope is Scope.ITEM and self.ends_on is not None and self.ends_on < on

    @property
    def never_stood(self) -> bool:
        """Whether it ends before it begins: it takes back one that began on that day, which so stood for no day."""
        return self.ends_on is not None and self.ends_on < self.begins_on

    def as_dict(self) -> dict[str, Json]:
        """Return the suspension as an item shows it."""
        return {
            "from": self.begins_on.isoformat(),
            "until": self.ends_on.isoformat() if self.ends_on else None,
            "reason": self.reason.as_dict(),
            "document_no": self.document_no,
            "scope": self.scope.value,
            "clause": CITATION,
        }

    def refusal(self) -> Refusal:
        """Return why nothing of the item is filed or approved meanwhile. The clause is in the words too: they travel further."""
        what = self._what(Text("该事项", "The item"))
        return Refusal(
            Code.WINDOW_CLOSED,
            Text(
                f"{what.zh}（{self.document_no}；{CITATION}）：{self.reason.zh}",
                f"{what.en} ({self.document_no}; {CITATION}): {self.reason.en}",
            ),
            clause=CITATION,
        )

    def message(self, number: str, title: Text, on: date, *, submitted: bool) -> Text:
        """Return what an applicant is told of it. A suspension that is over by then ended another early.

        Args:
            number: The application.
            title: Of its item.
            on: The day on which it is told.
            submitted: Whether the application is under way; a draft is not.
        """
        if self.scope is Scope.MATTERS:
            follows = Text(
                f"贵单位的申请{number}所涉事项发生在上述期间，将依此办理，在此之前不审定、不拨付，办理结果另行告知。",
                f"The matter of your application {number} arose then. It is dealt with accordingly, and neither approved nor paid before; "
                "you will be told what comes of it.",
            )
        elif self.is_over(on):
            follows = Text(
                f"贵单位的申请{number}恢复办理，无需重新提交。", f"Your application {number} goes on; it need not be handed in again."
            )
            if not submitted:
                follows = Text(
                    f"贵单位的申请{number}尚未提交，现可提交。", f"Your application {number} is a draft and can be submitted now."
                )
        elif submitted:
            follows = Text(
                f"贵单位的申请{number}予以保留，暂停期间不审定、不拨付，恢复办理时另行告知，无需重新提交。",
                f"Your application {number} is kept; meanwhile it is neither approved nor paid. You are told when it goes on, and need not "
                "submit it again.",
            )
        else:
            follows = Text(
                f"贵单位的申请{number}尚未提交，暂停期间不能提交，草稿予以保留。",
                f"Your application {number} is a draft: it is kept, and cannot be submitted meanwhile.",
            )
        return self.told(title, on, follows)

    def told(self, title: Text, on: date, follows: Text) -> Text:
        """Return by what an item is suspended, which, why, and what follows, which is given."""
        reason = Text(self.reason.zh.rstrip("。"), self.reason.en.rstrip("."))
        because = Text(f"根据{self.document_no}，", f"By {self.document_no}, ")
        what = self._what(Text(f"“{title.zh}”", f"“{title.en}”"))
        if self.never_stood:
            what = Text(
                f"“{title.zh}”自{in_chinese(self.begins_on)}起的暂停已经撤销，视为未暂停",
                f"the suspension of “{title.en}” from {_english_day(self.begins_on)} is taken back and stood for no day",
            )
        elif self.is_over(on) and self.ends_on is not None:
            what = Text(
                f"“{title.zh}”的暂停已于{in_chinese(self.ends_on)}结束",
                f"the suspension of “{title.en}” ended on {_english_day(self.ends_on)}",
            )
        return Text(f"{because.zh}{what.zh}，原因：{reason.zh}。{follows.zh}", f"{because.en}{what.en}: {reason.en}. {follows.en}")

    def _what(self, item: Text) -> Text:
        """Say what of an item is suspended."""
        begun, english = in_chinese(self.begins_on), f"from {_english_day(self.begins_on)}"
        if self.ends_on is not None:
            english = f"{english} to {_english_day(self.ends_on)}"
        if self.scope is Scope.MATTERS:
            span = f"{begun}至{in_chinese(self.ends_on)}期间" if self.ends_on else f"{begun}起"
            return Text(f"{item.zh}对{span}发生的事项不再支持", f"{item.en} is closed for matters that arose {english}")
        span = f"{begun}至{in_chinese(self.ends_on)}" if self.ends_on else f"{begun}起"
        return Text(f"{item.zh}自{span}暂停办理", f"{item.en} is suspended {english}")


def _english_day(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"
