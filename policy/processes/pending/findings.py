"""案件核对发现的问题。What a check of the running processes can find, each kind of which is one matter for an operator.

All but a process without a case the check mends by itself; why it was necessary is for people to find out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from policy.text import Text


class Finding(StrEnum):
    """What a check found."""

    GONE = "gone"
    SURPLUS = "surplus"
    SCHEDULE = "schedule"
    DIFFERING = "differing"


FINDINGS: Final[Mapping[Finding, Text]] = {
    Finding.GONE: Text("流程曾中断，已重新启动", "Processes were gone, and were started again"),
    Finding.SURPLUS: Text("流程没有对应案件，请核实后终止", "Processes have no case: look at them, and terminate them"),
    Finding.SCHEDULE: Text("定时任务曾停止，已恢复", "Schedules were stopped, and run again"),
    Finding.DIFFERING: Text(
        "案件曾与其流程不一致，已按案件记录更正",
        "Cases stood otherwise than their processes took them to, and were read again",
    ),
}


def unexplained(finding: Finding, found: Collection[str], explained: Collection[str]) -> list[str]:
    """Return what of a finding is still for somebody, given what somebody has explained of it before.

    A process without a case is left alone, and found again by each check; whatever was mended and is found again has happened again.
    """
    return sorted(set(found) - set(explained) if finding is Finding.SURPLUS else set(found))
