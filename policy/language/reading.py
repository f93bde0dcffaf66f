"""一处理解。One reading of ambiguous words of the Opinions, with its reason and the file that carries it out."""

from __future__ import annotations

from typing import NamedTuple

from policy.text import Text


class Reading(NamedTuple):
    """One choice among what words could mean.

    Attributes:
        clause: The clause; None for the general terms and for how an assessment is made.
        question: What the words leave open.
        reading: How they are read.
        reason: Why.
        where: The file that carries it out.
    """

    clause: int | None
    question: str
    reading: Text
    reason: str
    where: str
