"""任职关系的活动签名。The name of the employment's own activity, and the particulars its workflow is told."""

from __future__ import annotations

from dataclasses import dataclass, field

LOOK_AT_EMPLOYER = "look_at_employer"


@dataclass(frozen=True, slots=True)
class EmploymentParticulars:
    """The particulars of an employment, beyond the state every case has.

    Attributes:
        replaces: Once it is confirmed, the workflow ids of those that it took the place of.
    """

    replaces: list[str] = field(default_factory=list)
