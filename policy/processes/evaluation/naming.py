"""政策评估的名称。What an evaluation is called, and for which years there is one."""

from __future__ import annotations

from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import items_of_clause
from policy.text import Text

FIRST_YEAR: Final = 2022
"""The year in which the Opinions came into force."""


def title_of(clause: int, year: int, *, interim: bool, ordinal: int = 1) -> Text:
    """Return what the evaluation of a clause for a year is called.

    Args:
        clause: The clause.
        year: The year.
        interim: Whether it was opened before the year was over.
        ordinal: Which of the interim ones of its year.
    """
    citation = items_of_clause(clause)[0].citation
    if interim and ordinal > 1:
        return Text(f"{citation}{year}年度中期政策评估（第{ordinal}次）", f"Interim evaluation {ordinal} of clause {clause} for {year}")
    if interim:
        return Text(f"{citation}{year}年度中期政策评估", f"Interim evaluation of clause {clause} for {year}")
    return Text(f"{citation}{year}年度政策评估", f"Evaluation of clause {clause} for {year}")


def require_begun(year: int, this_year: int) -> None:
    """Refuse the evaluation of a year in which the Opinions were not in force, or which has not begun.

    Raises:
        Refusal: `invalid_input`, naming the field.
    """
    if not FIRST_YEAR <= year <= this_year:
        when = Text(f"应为{FIRST_YEAR}年至{this_year}年", f"must be a year from {FIRST_YEAR} to {this_year}")
        raise Refusal(Code.INVALID_INPUT, Text("评估年度有误。", "That year cannot be evaluated."), [Fault("year", when)])
