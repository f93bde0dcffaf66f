"""承诺的活动签名。The names and types of the commitment's activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

BIND_ENTERPRISE = "bind_enterprise"
LOOK_AT_COMMITMENT = "look_at_commitment"
CHECK_COMMITMENTS = "check_commitments"


@dataclass(frozen=True, slots=True)
class CommitmentParticulars:
    """The particulars of an enterprise's commitment that its workflow needs, beyond the state every case has.

    Attributes:
        undertakings: What binds: the award's number, and the last day, or None while it is open.
        filings: Filings that wait for us: what changes, and when.
        breach: Why a breach is open, if one is.
        clawbacks: Those that were proposed and that nobody has decided on, as `CaseStart`s.
        settling: Whether a breach waits for what was asked back for it to be settled, or until it is looked at again.
    """

    undertakings: list[dict[str, Any]] = field(default_factory=list)
    filings: list[dict[str, Any]] = field(default_factory=list)
    breach: str | None = None
    clawbacks: list[dict[str, Any]] = field(default_factory=list)
    settling: bool = False


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """An order to check commitments.

    Attributes:
        year: Which year's check; None for the year it is.
    """

    year: int | None = None


@dataclass(frozen=True, slots=True)
class CheckInput:
    """A yearly check of commitments, and how far it has come.

    Attributes:
        year: Which.
        run: What its findings are kept under; the check names itself.
        after: The credit code the next page begins after.
        rounds: Rounds that are over.
        checked: Enterprises every source answered for in this round or an earlier one.
        failing: Those of them found outside the area.
        unanswered: Enterprises some source did not answer for in this round.
    """

    year: int
    run: str = ""
    after: str = ""
    rounds: int = 0
    checked: int = 0
    failing: int = 0
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class CheckPage:
    """A page of enterprises to check.

    Attributes:
        year: Of which year's check.
        run: Which run: what it has stored already is not asked again.
        after: The credit code the page begins after.
        limit: How many enterprises.
        checked_at: The workflow's time.
    """

    year: int
    run: str
    after: str
    limit: int
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class PageChecked:
    """The result of checking a page.

    Attributes:
        last: The last credit code of the page, or None when there was none.
        checked: Enterprises every source answered for.
        failing: Those found outside the area, which their processes have been told.
        unanswered: Enterprises some source did not answer for; nothing is decided about them.
    """

    last: str | None
    checked: int = 0
    failing: int = 0
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a yearly check.

    Attributes:
        year: Which.
        run: The run its findings are kept under.
        checked: Enterprises every source answered for.
        failing: Those found outside the area.
        unanswered: Enterprises some source still had not answered for when the check ended.
    """

    year: int
    run: str
    checked: int
    failing: int
    unanswered: int
