"""绩效自评的活动签名。The types of the outcome report's particulars."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutcomeReportParticulars:
    """The particulars of a report that its workflow needs, beyond the state every case has.

    Attributes:
        evaluation: The workflow id of the evaluation that asks for it: it is told that the report is given.
        evaluation_number: The number of that evaluation.
    """

    evaluation: str = ""
    evaluation_number: str = ""
