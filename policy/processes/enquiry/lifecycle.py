"""诉求的生命周期。The enquiry process: an enterprise asks, the department answers and may ask others first, and the answer is rated.

The clauses that guide (11, 13, 16, 18) carry no money; whoever asks is answered in time, may ask once more, and is counted. How it ended
is the stage it ended in.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where an enquiry stands, or how it ended."""

    DRAFT = "draft"
    ANSWERING = "answering"
    RATING = "rating"
    FOLLOW_UP = "follow_up"
    LAST_RATING = "last_rating"
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    UNRATED = "unrated"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happened to an enquiry, in the past tense."""

    SUBMITTED = "submitted"
    PART_INVITED = "part_invited"
    PART_GIVEN = "part_given"
    ANSWERED = "answered"
    FOLLOW_UP_ASKED = "follow_up_asked"
    FOLLOW_UP_ANSWERED = "follow_up_answered"
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    UNRATED = "unrated"
    WITHDRAWN = "withdrawn"


_WITH_US, _WITH_THEM = (Stage.ANSWERING, Stage.FOLLOW_UP), (Stage.RATING, Stage.LAST_RATING)
_OPEN = (*_WITH_US, *_WITH_THEM)
_ANSWERED = Text(
    "诉求{number}已答复，请在期限内进行办理评价；逾期未评价的，自行办结。",
    "Your enquiry {number} is answered; please rate the answer in time, or it is closed without.",
)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在提交。", "It is being made.")),
    Stage.ANSWERING: StageRow(
        Text("答复", "Answering"), Text("责任单位正在办理答复。", "The department is preparing its answer."), attended=True
    ),
    Stage.RATING: StageRow(
        Text("办理评价", "Rating"),
        Text("请阅读答复并进行办理评价，或者追问一次。", "Read the answer, and rate it or ask once more."),
        attended=True,
    ),
    Stage.FOLLOW_UP: StageRow(
        Text("答复追问", "Answering the follow-up"),
        Text("责任单位正在答复追问。", "The department is preparing its answer to what was asked once more."),
        attended=True,
    ),
    Stage.LAST_RATING: StageRow(
        Text("追问办理评价", "Rating of the follow-up"),
        Text("请阅读对追问的答复并进行办理评价。", "Read the answer to what you asked once more, and rate it."),
        attended=True,
    ),
    Stage.SATISFIED: StageRow(Text("办结：满意", "Closed, satisfied"), Text("诉求已办结。", "The enquiry is closed."), terminal=True),
    Stage.UNSATISFIED: StageRow(
        Text("办结：不满意", "Closed, not satisfied"),
        Text("诉求已办结；可以另行提出诉求。", "The enquiry is closed; another one may be made."),
        terminal=True,
    ),
    Stage.UNRATED: StageRow(
        Text("办结：未评价", "Closed, not rated"),
        Text("逾期未评价，诉求已办结；可以另行提出诉求。", "It was not rated in time and is closed; another one may be made."),
        terminal=True,
    ),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依贵单位申请撤回。", "You have withdrawn it."), terminal=True),
}

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("提出诉求", "Made"),
        leads={Stage.DRAFT: Stage.ANSWERING},
        opens=("enquiry_answer",),
        tells={
            Role.APPLICANT: Text(
                "诉求{number}（{item}）已收到，将在期限内答复。",
                "Your enquiry {number} ({item}) was received and will be answered in time.",
            ),
            Role.OFFICER: Text(
                "收到诉求{number}（{item}），请在期限内答复。", "Enquiry {number} ({item}) came in; please answer it in time."
            ),
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.PART_INVITED: Step(
        Text("征求意见", "Another department invited"),
        stays=_WITH_US,
        opens=("enquiry_part",),
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        internal=True,
    ),
    Event.PART_GIVEN: Step(
        Text("提出意见", "Part given"),
        stays=_WITH_US,
        tells={Role.OFFICER: Text("诉求{number}征求的意见已经提出。", "A department has given its part to enquiry {number}.")},
        internal=True,
    ),
    Event.ANSWERED: Step(
        Text("答复", "Answered"),
        leads={Stage.ANSWERING: Stage.RATING},
        opens=("enquiry_rating",),
        tells={Role.APPLICANT: _ANSWERED},
    ),
    Event.FOLLOW_UP_ASKED: Step(
        Text("追问", "Asked once more"),
        leads={Stage.RATING: Stage.FOLLOW_UP},
        opens=("follow_up_answer",),
        tells={Role.OFFICER: Text("诉求{number}有追问，请在期限内答复。", "Enquiry {number} was asked once more; please answer in time.")},
    ),
    Event.FOLLOW_UP_ANSWERED: Step(
        Text("答复追问", "Follow-up answered"),
        leads={Stage.FOLLOW_UP: Stage.LAST_RATING},
        opens=("follow_up_rating",),
        tells={Role.APPLICANT: _ANSWERED},
    ),
    Event.SATISFIED: Step(Text("评价：满意", "Satisfied"), leads=dict.fromkeys(_WITH_THEM, Stage.SATISFIED)),
    Event.UNSATISFIED: Step(
        Text("评价：不满意", "Not satisfied"),
        leads=dict.fromkeys(_WITH_THEM, Stage.UNSATISFIED),
        tells={
            Role.APPROVER: Text(
                "诉求{number}（{item}）的办理评价为不满意，请关注。理由：{reason}",
                "The answer to enquiry {number} ({item}) does not satisfy; please look into it. The reason is: {reason}",
            )
        },
    ),
    Event.UNRATED: Step(
        Text("逾期未评价", "Not rated in time"),
        leads=dict.fromkeys(_WITH_THEM, Stage.UNRATED),
        tells={Role.APPLICANT: Text("诉求{number}逾期未评价，已办结。", "Your enquiry {number} was not rated in time and is closed.")},
    ),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads=dict.fromkeys(_OPEN, Stage.WITHDRAWN),
        tells={Role.OFFICER: Text("诉求{number}已由提出单位撤回。", "Enquiry {number} was withdrawn by its enterprise.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
}

ENQUIRY = Lifecycle(
    name="enquiry",
    workflow="Enquiry",
    title=Text("诉求", "Enquiry"),
    stages=STAGES,
    steps=STEPS,
    # What is left of the answer's own term once every part is in.
    periods={"parts_reserve": 2},
)
