"""受理的事件。What may happen when an officer checks what an enterprise filed in any process: accepted, corrected first, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.lifecycle import Step
from policy.text import Text


class AcceptanceEvent(StrEnum):
    """What happened to what was filed, in the past tense."""

    ACCEPTED = "accepted"
    CORRECTION_REQUESTED = "correction_requested"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    CORRECTED = "corrected"
    CORRECTION_LAPSED = "correction_lapsed"


# What every process that has corrections calls the stage in which its enterprise corrects what it handed in.
CORRECTION: Final = "correction"
_ACCEPTED = (AcceptanceEvent.ACCEPTED, Text("受理", "Accepted"))
_REFUSED = (AcceptanceEvent.ACCEPTANCE_REFUSED, Text("不予受理", "Acceptance refused"))
_REFUSED_TELLS = Text("{number}不予受理，可申请一次复核。", "{number} was not accepted; you may ask once for reconsideration.")
_LAPSED = Text("{number}逾期未补正，已终止。", "{number} was not corrected in time and has ended.")


@dataclass(frozen=True, slots=True)
class Filed:
    """The stages of a process that acceptance lies between, what opens in it, and its own words where it has any.

    Attributes:
        acceptance: Where an officer checks what was filed.
        correction: Where its enterprise corrects it.
        accepted: Where acceptance leads.
        refused: Where a refusal leads.
        lapsed: Where a correction that does not come in time leads.
        check: The kind of task of checking.
        corrects: The kind of task of correcting.
        refused_opens: Tasks that a refusal opens.
        accepted_as: The event of acceptance, and its name.
        refused_as: The event of refusal, and its name.
        refused_tells: What the applicant reads when it was refused.
        lapsed_tells: What the applicant reads when it lapsed.
    """

    acceptance: str
    correction: str
    accepted: str
    refused: str
    lapsed: str
    check: str
    corrects: str
    refused_opens: tuple[str, ...]
    accepted_as: tuple[str, Text] = _ACCEPTED
    refused_as: tuple[str, Text] = _REFUSED
    refused_tells: Text = _REFUSED_TELLS
    lapsed_tells: Text = _LAPSED


def acceptance_steps(at: Filed) -> dict[str, Step]:
    """Return the rows of acceptance and correction in the stages `at`."""
    accepted, accepted_name = at.accepted_as
    refused, refused_name = at.refused_as
    return {
        accepted: Step(
            accepted_name,
            leads={at.acceptance: at.accepted},
            tells={Role.APPLICANT: Text("{number}已受理。", "{number} has been accepted for handling.")},
        ),
        AcceptanceEvent.CORRECTION_REQUESTED: Step(
            Text("要求补正", "Correction requested"),
            leads={at.acceptance: at.correction},
            opens=(at.corrects,),
            tells={
                Role.APPLICANT: Text(
                    "{number}需要补正，请一次补齐：{defects}。期间办理时限暂停计算。",
                    "{number} needs correction: {defects}. Our clock is stopped meanwhile.",
                )
            },
        ),
        refused: Step(
            refused_name,
            leads={at.acceptance: at.refused},
            opens=at.refused_opens,
            tells={Role.APPLICANT: at.refused_tells},
        ),
        AcceptanceEvent.CORRECTED: Step(
            Text("完成补正", "Corrected"),
            leads={at.correction: at.acceptance},
            opens=(at.check,),
            hands_in=True,
            tells={Role.OFFICER: Text("{number}已补正，请继续受理。", "{number} has been corrected; please go on.")},
        ),
        AcceptanceEvent.CORRECTION_LAPSED: Step(
            Text("逾期未补正", "Correction lapsed"),
            leads={at.correction: at.lapsed},
            tells={Role.APPLICANT: at.lapsed_tells},
        ),
    }
