"""暂停。An item that a superior policy suspends, or closes for matters of some days (general term 5): why we refuse, and what is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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

    def message(self, number: str, title: Text, on: date) -> Text:
        """Return what the applicant of `number` is told of it on a day. A suspension that is over by then ended another early."""
        what = self._what(Text(f"“{title.zh}”", f"“{title.en}”"))
        if self.scope is Scope.MATTERS:
            return Text(
                f"{what.zh}（{self.document_no}）：{self.reason.zh}您的申请 {number} 将依此办理，此前不审定、不拨付。",
                f"{what.en} ({self.document_no}): {self.reason.en} Your application {number} is dealt with accordingly; "
                "meanwhile it is neither approved nor paid.",
            )
        if self.ends_on is not None and self.ends_on < on:
            return Text(
                f"“{title.zh}”的暂停已于 {self.ends_on} 结束（{self.document_no}）：{self.reason.zh}您的申请 {number} 可继续办理。",
                f"The suspension of “{title.en}” ended on {self.ends_on} ({self.document_no}): {self.reason.en} "
                f"Your application {number} can go on.",
            )
        return Text(
            f"{what.zh}（{self.document_no}）：{self.reason.zh}您的申请 {number} 予以保留，暂停期间不提交、不审定、不拨付。",
            f"{what.en} ({self.document_no}): {self.reason.en} "
            f"Your application {number} is kept; meanwhile it is neither submitted nor approved nor paid.",
        )

    def _what(self, item: Text) -> Text:
        """Say what of an item is suspended."""
        span = self._span()
        if self.scope is Scope.MATTERS:
            return Text(f"{item.zh}对{span.zh}发生的事项不再支持", f"{item.en} is closed for matters that arose {span.en}")
        return Text(f"{item.zh}{span.zh}暂停受理", f"{item.en} is suspended {span.en}")

    def _span(self) -> Text:
        if self.ends_on is None:
            return Text(f"自 {self.begins_on} 起", f"from {self.begins_on}")
        return Text(f"自 {self.begins_on} 至 {self.ends_on} ", f"from {self.begins_on} to {self.ends_on}")
