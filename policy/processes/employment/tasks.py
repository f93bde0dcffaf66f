"""任职关系的人工环节。The human steps of an employment: the employer answers, the person hands a paper in, an officer looks at it."""

from __future__ import annotations

from typing import Final

from policy.actors import Role
from policy.processes.employment.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind, line
from policy.text import Text

ANSWER: Final = "employer_answer"

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        ANSWER,
        Text("确认任职关系", "Say whether you employ somebody"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        # Nobody confirms in its name what they said of themselves.
        not_again=(Event.SUBMITTED,),
        working_days=5,
        decisions={
            Event.EMPLOYER_CONFIRMED: Text("系本单位人员", "We employ them"),
            Event.EMPLOYER_DENIED: Text("不是本单位人员", "We do not"),
        },
        fields={"reason": line("说明", "Why, or what else is to be known", 500)},
        required_for={Event.EMPLOYER_DENIED: ("reason",)},
        overdue=Event.EMPLOYER_SILENT,
    ),
    TaskKind(
        "employment_paper",
        Text("提交任职证明", "Hand in a paper that says who employs you"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=20,
        decisions={Event.PAPER_HANDED_IN: Text("提交", "Hand in")},
        fields={"note": line("说明", "Note to the officer", 500)},
        overdue=Event.PAPER_LAPSED,
    ),
    TaskKind(
        "employment_check",
        Text("核对任职证明", "Look at the paper that says who employs somebody"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=5,
        decisions={
            Event.PAPER_PROVES: Text("属实", "It says so"),
            Event.PAPER_PROVES_NOTHING: Text("不能证明", "It does not"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.PAPER_PROVES: ("opinion",), Event.PAPER_PROVES_NOTHING: ("reason",)},
        weighs=(ANSWER, "employment_paper"),
    ),
)
