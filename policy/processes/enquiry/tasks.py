"""诉求的人工环节。The human steps of an enquiry: the department answers, others add their part, the enterprise rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.actors import Role
from policy.processes.enquiry.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, TaskKind, line
from policy.text import Text

PART: Final = "enquiry_part"
"""What an invited department does before the answer goes out."""
ANSWER: Final = "enquiry_answer"
FOLLOW_UP_ANSWER: Final = "follow_up_answer"
RATING: Final = "enquiry_rating"
LAST_RATING: Final = "follow_up_rating"

ANSWERS: Final = (ANSWER, FOLLOW_UP_ANSWER)
"""What has to be done in time for the enquiry to be answered in time."""

_ANSWER: Final = {"answer": line("答复", "The answer, as the enterprise will read it")}
_RATED: Final[Mapping[str, Text]] = {Event.SATISFIED: Text("满意", "Satisfied"), Event.UNSATISFIED: Text("不满意", "Not satisfied")}
_ASKED: Final = {"reason": line("追问或者不满意的理由", "What is asked once more, or why the answer does not satisfy")}

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        ANSWER,
        Text("答复诉求", "Answer an enquiry"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={Event.ANSWERED: Text("答复", "Answer")},
        fields=_ANSWER,
        required=("answer",),
        weighs=(PART,),
    ),
    TaskKind(
        PART,
        Text("对诉求提出意见", "Add a part to the answer"),
        Role.OFFICER,
        duty=Duty.ADVISE,
        working_days=5,
        decisions={Event.PART_GIVEN: Text("提出意见", "Give it")},
        fields={"opinion": OPINION},
        required=("opinion",),
        weighs=(RATING,),
    ),
    TaskKind(
        RATING,
        Text("办理评价", "Rate the answer"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={**_RATED, Event.FOLLOW_UP_ASKED: Text("追问", "Ask once more")},
        fields=_ASKED,
        required_for={Event.UNSATISFIED: ("reason",), Event.FOLLOW_UP_ASKED: ("reason",)},
        overdue=Event.UNRATED,
    ),
    TaskKind(
        FOLLOW_UP_ANSWER,
        Text("答复追问", "Answer the follow-up"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={Event.FOLLOW_UP_ANSWERED: Text("答复", "Answer")},
        fields=_ANSWER,
        required=("answer",),
        weighs=(RATING, PART),
    ),
    TaskKind(
        LAST_RATING,
        Text("追问办理评价", "Rate the answer to the follow-up"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions=_RATED,
        fields={"reason": line("不满意的理由", "Why the answer does not satisfy")},
        required_for={Event.UNSATISFIED: ("reason",)},
        overdue=Event.UNRATED,
    ),
)
