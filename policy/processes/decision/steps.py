"""审定的事件。What may happen when a case of any process is decided: by an approver, after a committee, within the budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.lifecycle import Step
from policy.text import Text

LISTING: Final = "meeting_listing"
"""An officer puts a case that the committee decides on the agenda of one of its meetings."""
# Working days until the budget is looked at again.
DECISION_PERIODS: Mapping[str, int] = {"budget_retry": 1}


class DecisionEvent(StrEnum):
    """What happened while a case was decided, in the past tense."""

    REFERRED = "referred"
    TABLED = "tabled"
    POSTPONED = "postponed"
    MINUTED = "minuted"
    FIRST_APPROVED = "first_approved"
    APPROVED = "approved"
    RETURNED = "returned"
    DECISION_REFUSED = "decision_refused"
    BUDGET_FOUND_EXHAUSTED = "budget_found_exhausted"
    BUDGET_FOUND = "budget_found"


@dataclass(frozen=True, slots=True)
class Decided:
    """The stages of a process that a decision lies between, and what opens where it leads back or ends.

    Attributes:
        assessed: Where the amount was found, or was not to be found without a committee.
        committee: Where a committee deliberates.
        decision: Where the approver decides.
        budget_wait: Where an approved case waits for its turn in the budget.
        approved: Where an approval leads.
        returned: Where a return leads.
        refused: Where a refusal leads.
        returned_opens: Tasks that a return opens.
        refused_opens: Tasks that a refusal opens.
        allocation: Where a case waits for its share of a ceiling, and a list decides instead of a task of its own; None without one.
    """

    assessed: str
    committee: str
    decision: str
    budget_wait: str
    approved: str
    returned: str
    refused: str
    returned_opens: tuple[str, ...]
    refused_opens: tuple[str, ...]
    allocation: str | None = None

    @property
    def deciding(self) -> tuple[str, ...]:
        """Where a case is decided on: by an approver, or by a list."""
        return (self.decision, self.allocation) if self.allocation else (self.decision,)


def decision_steps(at: Decided) -> dict[str, Step]:
    """Return the rows of a decision in the stages `at`."""
    return {
        DecisionEvent.REFERRED: Step(
            Text("提交专题会", "Referred to the committee"),
            leads={at.assessed: at.committee},
            opens=(LISTING,),
        ),
        **_meeting_steps(at.committee),
        DecisionEvent.MINUTED: Step(
            Text("专题会同意", "Minuted"),
            leads={at.committee: at.decision},
            opens=("decision",),
        ),
        DecisionEvent.FIRST_APPROVED: Step(
            Text("第一审批人同意", "First approval"),
            stands_for=DecisionEvent.APPROVED,
            stays=(at.decision,),
            opens=("second_decision",),
        ),
        DecisionEvent.APPROVED: Step(
            Text("审定同意", "Approved"),
            leads=dict.fromkeys(at.deciding, at.approved),
            tells={Role.APPLICANT: Text("{number}拟予支持，进入公示。", "Support of {number} is intended and now on public notice.")},
        ),
        # From the wait for budget: what another case was awarded meanwhile made the amount stale.
        DecisionEvent.RETURNED: Step(
            Text("退回评审", "Returned for review"),
            leads=dict.fromkeys((*at.deciding, at.budget_wait), at.returned),
            opens=at.returned_opens,
            tells={
                Role.OFFICER: Text(
                    "{number}审定时退回，请按退回理由重新办理。",
                    "{number} was returned by its approver; its task says why.",
                )
            },
        ),
        DecisionEvent.DECISION_REFUSED: Step(
            Text("审定不予支持", "Refused"),
            leads={at.committee: at.refused, at.decision: at.refused},
            opens=at.refused_opens,
            tells={
                Role.APPLICANT: Text("{number}不予支持，可申请一次复核。", "{number} was refused; you may ask once for reconsideration.")
            },
        ),
        DecisionEvent.BUDGET_FOUND_EXHAUSTED: Step(
            Text("预算不足，等待安排", "Waiting for budget"),
            stands_for=DecisionEvent.APPROVED,
            leads=dict.fromkeys(at.deciding, at.budget_wait),
            opens=("budget_supply",),
            tells={
                Role.APPLICANT: Text("{number}拟予支持，等待预算安排。", "Support of {number} is intended and waits for budget."),
                Role.FINANCE: Text("{number}等待预算。", "{number} waits for budget."),
            },
        ),
        DecisionEvent.BUDGET_FOUND: Step(
            Text("预算已安排", "Budget found"),
            leads={at.budget_wait: at.approved},
            tells={Role.APPLICANT: Text("{number}预算已安排，进入公示。", "{number} has its budget and is now on public notice.")},
        ),
    }


def _meeting_steps(committee: str) -> dict[str, Step]:
    """Return the rows of a case that is put before a meeting where a committee deliberates."""
    return {
        DecisionEvent.TABLED: Step(Text("列入议题", "Put on an agenda"), stays=(committee,)),
        DecisionEvent.POSTPONED: Step(
            Text("延期审议", "Postponed"),
            stays=(committee,),
            opens=(LISTING,),
            tells={
                Role.OFFICER: Text(
                    "{number}本次专题会未作决议（{reason}），请另行列入议题。",
                    "The meeting resolved nothing of {number} ({reason}); please put it on the agenda of another.",
                )
            },
        ),
    }
