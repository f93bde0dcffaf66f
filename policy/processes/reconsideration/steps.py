"""复核的事件。What may happen after a case of any process was refused: reconsidered once if its enterprise asks in time, or final."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.lifecycle import Step
from policy.text import Text


class ReconsiderationEvent(StrEnum):
    """What happened to a refusal, in the past tense."""

    RECONSIDERATION_REQUESTED = "reconsideration_requested"
    REFUSAL_BECAME_FINAL = "refusal_became_final"
    RECONSIDERATION_GRANTED = "reconsideration_granted"
    RECONSIDERATION_DISMISSED = "reconsideration_dismissed"


@dataclass(frozen=True, slots=True)
class Refused:
    """The stages of a process that a reconsideration lies between, and what follows from it.

    Attributes:
        refused: Where a refusal waits for its enterprise to ask.
        reconsideration: Where an officer looks at it again.
        reopened: Where it leads when it is granted.
        final: Where a refusal that stands leads.
        reconsiders: The kind of task of looking at it again.
        dismissed_tells: What the applicant reads when it was dismissed.
    """

    refused: str
    reconsideration: str
    reopened: str
    final: str
    reconsiders: str
    dismissed_tells: Text


def reconsideration_steps(first: Refused, *others: Refused) -> dict[str, Step]:
    """Return the rows of a reconsideration between the stages of one kind of refusal or more; what is opened and told is the first's."""
    places = (first, *others)
    return {
        ReconsiderationEvent.RECONSIDERATION_REQUESTED: Step(
            Text("申请复核", "Reconsideration requested"),
            leads={at.refused: at.reconsideration for at in places},
            opens=(first.reconsiders,),
            tells=dict.fromkeys((Role.OFFICER, Role.APPROVER), Text("{number}申请复核。", "{number} asks for reconsideration.")),
        ),
        ReconsiderationEvent.REFUSAL_BECAME_FINAL: Step(
            Text("原决定生效", "The decision became final"),
            leads={at.refused: at.final for at in places},
        ),
        ReconsiderationEvent.RECONSIDERATION_GRANTED: Step(
            Text("复核重新办理", "Reopened"),
            leads={at.reconsideration: at.reopened for at in places},
            tells={
                Role.APPLICANT: Text("{number}经复核重新办理。", "{number} has been reopened."),
                Role.OFFICER: Text(
                    "{number}经复核重新办理，请按复核意见办理。", "{number} was reopened; see what the reconsideration found wrong."
                ),
            },
        ),
        ReconsiderationEvent.RECONSIDERATION_DISMISSED: Step(
            Text("复核维持原决定", "The decision stands"),
            leads={at.reconsideration: at.final for at in places},
            tells={Role.APPLICANT: first.dismissed_tells},
        ),
    }
