"""文书事项的呈现。What the papers of a case have in common: its number, whom they address, who signs, the day, and what they answer by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from models.queries import enterprise as enterprises
from models.queries.history import Moment
from models.session import Session
from models.tables import Case
from policy.credit_code import is_of_person
from policy.errors import Code, Refusal
from policy.letters.matter import Matter
from policy.text import Text
from policy.working_days import BEIJING

ANSWERS: Final = frozenset(
    {"correction", "clawback_objection", "hearing_statement", "breach_answer", "redecision_statement", "debarment_statement"}
)
"""The kinds of task whose day a paper names: until then its enterprise may answer it."""


async def matter(session: Session, row: Case, then: Moment, dated: datetime, language: str, ordinal: int = 1) -> Matter:
    """Return what every paper of a case begins with.

    Args:
        session: The session.
        row: The case.
        then: When the paper is, or was, issued.
        dated: When what it tells of happened.
        language: "zh" or "en".
        ordinal: The how-manieth of its kind it is in the case.
    """
    addressee = await enterprises.addressee(session, row.beneficiary or "", language, then.at)
    to_person = is_of_person(row.beneficiary or "")
    return Matter(row.number, addressee, row.department, day(dated), ordinal, to_person=to_person)


def until(then: Moment, kinds: Collection[str] = ANSWERS) -> date | None:
    """Return the day by which a paper can be answered, or by which one of some kinds of task is due; None where nothing is."""
    dues = [task.due_at for task in then.open_tasks if task.due_at and task.kind in kinds]
    return day(min(dues)) if dues else None


def day(at: datetime) -> date:
    """Return the day of a time in Beijing."""
    return at.astimezone(BEIJING).date()


def not_yet() -> Refusal:
    """Return that there is no paper as things stand."""
    return Refusal(Code.WRONG_STAGE, Text("尚无文书。", "There is no paper yet."))
