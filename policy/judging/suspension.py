"""暂停。An item suspended by a superior policy from a day on (general term 5): why we refuse meanwhile, and what applicants are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.errors import Code, Refusal
from policy.language.facts import Json
from policy.opinions_2022_8.general_terms import CITATION
from policy.text import Text


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

    def covers(self, on: date) -> bool:
        """Tell whether the item is suspended on that day."""
        return self.begins_on <= on and (self.ends_on is None or on <= self.ends_on)

    def as_dict(self) -> dict[str, Json]:
        """Return the suspension as an item shows it."""
        return {
            "from": self.begins_on.isoformat(),
            "until": self.ends_on.isoformat() if self.ends_on else None,
            "reason": self.reason.as_dict(),
            "document_no": self.document_no,
            "clause": CITATION,
        }

    def refusal(self) -> Refusal:
        """Return why nothing of the item is filed or approved meanwhile. The clause is in the words too: they travel further."""
        span = self._span()
        return Refusal(
            Code.WINDOW_CLOSED,
            Text(
                f"该事项{span.zh}暂停受理（{self.document_no}；{CITATION}）：{self.reason.zh}",
                f"The item is suspended {span.en} ({self.document_no}; {CITATION}): {self.reason.en}",
            ),
            clause=CITATION,
        )

    def message(self, number: str, title: Text, on: date) -> Text:
        """Return what the applicant of `number` is told of it on a day. One that is over by then ended another early."""
        if self.ends_on is not None and self.ends_on < on:
            return Text(
                f"“{title.zh}”的暂停已于 {self.ends_on} 结束（{self.document_no}）：{self.reason.zh}您的申请 {number} 可继续办理。",
                f"The suspension of “{title.en}” ended on {self.ends_on} ({self.document_no}): {self.reason.en} "
                f"Your application {number} can go on.",
            )
        span = self._span()
        return Text(
            f"“{title.zh}”{span.zh}暂停受理（{self.document_no}）：{self.reason.zh}您的申请 {number} 予以保留，暂停期间不提交、不审定。",
            f"“{title.en}” is suspended {span.en} ({self.document_no}): {self.reason.en} "
            f"Your application {number} is kept; meanwhile it is neither submitted nor approved.",
        )

    def _span(self) -> Text:
        if self.ends_on is None:
            return Text(f"自 {self.begins_on} 起", f"from {self.begins_on}")
        return Text(f"自 {self.begins_on} 至 {self.ends_on} ", f"from {self.begins_on} to {self.ends_on}")
