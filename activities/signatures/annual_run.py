"""年度运行的活动签名。The names and types of the annual run's activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from activities.signatures.case import AutomaticStep, CaseState, Message
from activities.signatures.case_start import CaseStart
from policy.actors import SYSTEM, Actor

OPEN_ANNUAL_RUN = "open_annual_run"
# What the key of an order is kept under.
ORDERED = "annual-run-start/"
COLLECT_POPULATION = "collect_population"
ASSESS_MEMBERS = "assess_members"
OFFER_AWARDS = "offer_awards"
REASSESS_MEMBER = "reassess_member"
SEE_WHAT_WAITS = "see_what_waits"


@dataclass(frozen=True, slots=True)
class AnnualRunOrder:
    """An order of a run: which item and year, by whom, and whether it is a preview.

    Attributes:
        item_code: Of which item.
        year: For which year; None is the year before the one it is ordered in.
        dry_run: Whether only a report is wanted.
        actor: Who orders it.
        key: Unique to the request.
        ordered_at: When, where the workflow fills it in.
        attestation: What the API vouches for it with, where a person orders it.
    """

    item_code: str
    year: int | None = None
    dry_run: bool = False
    actor: Actor = SYSTEM
    key: str = ""
    ordered_at: datetime | None = None
    attestation: str = ""

    @property
    def workflow_id(self) -> str:
        """The id its workflow has: orders of the same run are one, and a preview is a new one each time."""
        return f"annual-run-start/{self.item_code}/{self.year}" + (f"/preview/{self._asked_key}" if self.dry_run else "")

    @property
    def _asked_key(self) -> str:
        # Its workflow keeps it under a longer one.
        return self.key.removeprefix(ORDERED)

    def as_message(self) -> Message:
        """Return it as the request that the API vouches for."""
        said = {"item_code": self.item_code, "year": self.year, "dry_run": self.dry_run}
        return Message(OPEN_ANNUAL_RUN, self.actor, self._asked_key, None, said)


@dataclass(frozen=True, slots=True)
class AnnualRunOpened:
    """A run that is there now.

    Attributes:
        child: How it is started.
        joined: Whether it was there before.
        over: Whether it has ended, so that nothing is to be started.
    """

    child: CaseStart
    joined: bool
    over: bool


@dataclass(frozen=True, slots=True)
class AnnualRunStarted:
    """The answer to an order.

    Attributes:
        case_id: The run.
        number: Its number.
        joined: Whether it was under way, or over, before.
        key: The order's key: another key was another order, which this one joined.
    """

    case_id: str
    number: str
    joined: bool
    key: str


@dataclass(frozen=True, slots=True)
class AnnualRunParticulars:
    """The particulars of a run that its workflow needs, beyond the state every case has."""

    dry_run: bool = False
    population: int = 0
    assessed: int = 0
    offered: int = 0
    offered_to: str | None = None


@dataclass(frozen=True, slots=True)
class OfferStep:
    """A batch of offers to make.

    Attributes:
        step: The automatic step.
        after: The last member whose offer has been started.
    """

    step: AutomaticStep
    after: str | None


@dataclass(frozen=True, slots=True)
class OfferBatch:
    """Offers that are written.

    Attributes:
        state: The run's.
        children: The offers whose workflows are still to be started.
        last: The last member of the batch.
    """

    state: CaseState
    children: list[CaseStart] = field(default_factory=list)
    last: str | None = None
