"""承继的活动签名。The names and types of the succession's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field

ASK_REGISTER = "ask_register"


@dataclass(frozen=True, slots=True)
class SuccessionParticulars:
    """The particulars of a filing that its workflow needs, beyond the state every case has.

    Attributes:
        predecessor: The credit code of whose place is taken.
        successor: The credit code of who takes it.
        taken_over: The workflow ids of the cases that are to be told, once the succession is approved.
    """

    predecessor: str = ""
    successor: str = ""
    taken_over: list[str] = field(default_factory=list)
