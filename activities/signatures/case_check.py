"""案件核对的活动签名。The name and types of the activity that lays the running processes beside the stored cases."""

from __future__ import annotations

from dataclasses import dataclass, field

CHECK_CASES = "check_cases"


@dataclass(frozen=True, slots=True)
class CasesChecked:
    """What a check found, and mended where it could.

    Attributes:
        open_cases: How many cases were open.
        started: The processes that were gone, and were started again.
        surplus: The processes that run and have no case; they are left alone.
        schedules: The Schedules that were paused or gone, and run again.
    """

    open_cases: int
    started: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    schedules: list[str] = field(default_factory=list)
