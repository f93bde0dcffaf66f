"""专题会的人工环节。The human steps of a meeting: it is convened, each member votes on each matter, the minutes are written and signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, Protocol

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import AMOUNT, OPINION, REASON, TaskKind, day, line
from policy.processes.meeting.lifecycle import Event
from policy.processes.meeting.votes import Votes
from policy.text import Text

VOTE: Final = "meeting_vote"
POLICY_VOTE: Final = "policy_vote"
VOTES: Final = frozenset({VOTE, POLICY_VOTE})
MINUTES: Final = "meeting_minutes"

_VOTED: Final = TaskKind(
    VOTE,
    Text("审议表决", "Vote"),
    Role.COMMITTEE,
    duty=Duty.ADVISE,
    working_days=5,
    decisions={
        Event.VOTED_FOR: Text("同意", "Agree"),
        Event.VOTED_AGAINST: Text("不同意", "Be against it"),
        Event.ABSTAINED: Text("弃权", "Abstain"),
        Event.RECUSED: Text("回避", "Stand aside"),
    },
    fields={"award_fen": AMOUNT, "opinion": OPINION, "reason": REASON},
    required_for={Event.VOTED_FOR: ("award_fen",), Event.VOTED_AGAINST: ("reason",), Event.RECUSED: ("reason",)},
    overdue=Event.ABSENT,
)

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "meeting_convening",
        Text("召开专题会", "Convene the meeting"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.CONVENED: Text("召开", "Convene it"), Event.MEETING_CALLED_OFF: Text("取消", "Call it off")},
        fields={"reason": REASON},
        required_for={Event.MEETING_CALLED_OFF: ("reason",)},
    ),
    _VOTED,
    # Of an evaluation nothing is granted: it is carried as the department proposes, or not.
    replace(
        _VOTED,
        code=POLICY_VOTE,
        title=Text("审议表决政策评估", "Vote on an evaluation"),
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.VOTED_AGAINST: ("reason",), Event.RECUSED: ("reason",)},
    ),
    TaskKind(
        MINUTES,
        Text("起草会议纪要", "Write the minutes"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=5,
        decisions={Event.MINUTES_WRITTEN: Text("送签", "Have them signed")},
        fields={
            "minutes_no": line("纪要编号", "Number of the minutes", 100),
            "held_on": day("会议日期", "The day it was held"),
            "minutes": line("纪要正文", "What the minutes say", 10_000),
        },
        required=("minutes_no", "held_on", "minutes"),
        weighs=("minutes_signature",),
    ),
    TaskKind(
        "minutes_signature",
        Text("签发会议纪要", "Sign the minutes"),
        Role.COMMITTEE,
        duty=Duty.ADVISE,
        working_days=5,
        decisions={Event.MINUTES_SIGNED: Text("签发", "Sign"), Event.MINUTES_RETURNED: Text("退回修改", "Return")},
        fields={"reason": REASON},
        required_for={Event.MINUTES_RETURNED: ("reason",)},
        # Nobody signs in another's place by handing it over, and whoever chaired it may have left.
        overdue=Event.SIGNATURE_PASSED_ON,
    ),
)


class Given(Protocol):
    """A vote that was asked for, as its task is stored."""

    kind: str
    about: dict[str, Any]
    outcome: str | None
    answer: dict[str, Any] | None


def votes_on(tasks: Iterable[Given], case_id: str, stood_aside: int) -> Votes:
    """Return the votes on one case, read off the tasks by which they were given.

    Args:
        tasks: Those of the meeting.
        case_id: The case.
        stood_aside: How many members were not asked.
    """
    on_it = [task for task in tasks if task.kind in VOTES and task.about.get("case_id") == case_id]
    outcomes = Counter(task.outcome for task in on_it)
    return Votes(
        agreed_fen=[int((task.answer or {}).get("award_fen", 0)) for task in on_it if task.outcome == Event.VOTED_FOR],
        against=outcomes[Event.VOTED_AGAINST],
        abstained=outcomes[Event.ABSTAINED],
        absent=outcomes[Event.ABSENT],
        recused=outcomes[Event.RECUSED] + stood_aside,
    )
