"""救济机关。Whom a paper names besides its department: who reviews, which court hears, who decides case by case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from policy.text import Text


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the treasury's that what a paper asks for goes to.

    Attributes:
        holder: In whose name it is.
        number: Its number.
        bank: Where it is kept.
    """

    holder: str
    number: str
    bank: str


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies a paper names.

    Attributes:
        reviewing: The authority that reviews a decision of the department (行政复议).
        court: The court that hears a lawsuit against it (行政诉讼).
        case_by_case: The body that decides what has no formula (一事一议).
        account: Where money is paid to; None where nobody has said, and a paper invents none.
        contacts: Where each department is reached, its address and telephone, by its code; a paper gives none for the others.
    """

    reviewing: str
    court: str
    case_by_case: str = "专题会"
    account: Account | None = None
    contacts: Mapping[str, str] = field(default_factory=dict)

    def remedies(self, language: str) -> str:
        """Return how a decision can be contested outside the department, as the end of a sentence without its full stop."""
        return _REMEDIES.in_language(language).format(reviewing=self.reviewing, court=self.court)


_REMEDIES: Final = Text(
    "自收到本文书之日起60日内向{reviewing}申请行政复议，或者自收到本文书之日起6个月内向{court}提起行政诉讼",
    "apply to {reviewing} for administrative review within 60 days of receiving this paper, "
    "or bring an administrative lawsuit before {court} within six months of receiving it",
)
