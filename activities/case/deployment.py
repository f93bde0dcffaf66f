"""部署参数。What a deployment decides and activities need: the database, durations, how time passes, the size of a panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.attestation import Attestations
from models.queries import calendar
from models.session import Database
from policy.money import MAX_FEN, Rate
from policy.working_days import Clock

if TYPE_CHECKING:
    from activities.case.process import Process

_NEVER = Rate(0)


@dataclass(frozen=True, slots=True)
class Deployment:
    """The parameters of one deployment.

    Attributes:
        database: Where transitions are written.
        processes: What every process has done for its cases, by its name.
        durations: Working days of each kind of task and period.
        working_day_seconds: How long a working day lasts, or None for the legal calendar.
        panel_size: Experts a panel; odd.
        callback_url: Where the treasury reports to.
        attestations: Reads whether the API vouches for what people asked.
        quality_share: Which part of the awards gets a second look before payment, by chance.
        quality_threshold_fen: Above which every award gets one.
        rectifications: How often a milestone may be rectified before the head of the department decides.
        commitment_department: Who handles commitments to stay.
        delegates: By role, the subject of whoever does what nobody of a department may.
        treasury_poll_seconds: Between two questions to a treasury that has not answered.
    """

    database: Database
    processes: Mapping[str, Process[Any]]
    durations: Mapping[str, int]
    working_day_seconds: float | None
    panel_size: int
    callback_url: str
    attestations: Attestations
    quality_share: Rate = _NEVER
    quality_threshold_fen: int = MAX_FEN
    rectifications: int = 2
    commitment_department: str = "bizcoop"
    treasury_poll_seconds: int = 60
    delegates: Mapping[str, str] = field(default_factory=dict)

    async def clock(self, session: AsyncSession, from_year: int) -> Clock:
        """Return the clock deadlines are counted with: the calendar table as it stands, from a year on."""
        return await calendar.clock(session, from_year, self.working_day_seconds)
