"""专题会的生命周期。The process of a meeting: it is called, cases are put on its agenda, its members vote, its minutes are signed.

The Opinions leave some support to be decided case by case (一事一议), and have a policy continued, revised, improved or abolished by
what its evaluation finds. A meeting decides several cases at once; each then goes on to two approvers as before, or is refused, or waits
for another meeting. Of an evaluation it carries what the department proposes, or does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where a meeting stands."""

    DRAFT = "draft"
    PREPARING = "preparing"
    VOTING = "voting"
    MINUTES = "minutes"
    SIGNING = "signing"
    SETTLING = "settling"
    CALLING_OFF = "calling_off"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class Event(StrEnum):
    """What happened to a meeting, in the past tense."""

    SUBMITTED = "submitted"
    CONVENED = "convened"
    MEETING_CALLED_OFF = "meeting_called_off"
    VOTED_FOR = "voted_for"
    VOTED_AGAINST = "voted_against"
    ABSTAINED = "abstained"
    RECUSED = "recused"
    ABSENT = "absent"
    COUNTED = "counted"
    MINUTES_WRITTEN = "minutes_written"
    MINUTES_RETURNED = "minutes_returned"
    MINUTES_SIGNED = "minutes_signed"
    SIGNATURE_PASSED_ON = "signature_passed_on"
    MATTER_FELL_AWAY = "matter_fell_away"
    AGENDA_SETTLED = "agenda_settled"


RESOLVED = (Stage.SETTLING, Stage.CALLING_OFF)
"""Where the cases on the agenda take what came of it."""

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在发起。", "It is being called.")),
    Stage.PREPARING: StageRow(
        Text("征集议题", "Agenda"),
        Text("正在安排议题，由本部门经办人召开。", "Its agenda is being drawn up; an officer of its department convenes it."),
        attended=True,
    ),
    Stage.VOTING: StageRow(
        Text("审议表决", "Voting"), Text("会议成员正在审议表决。", "Its members are deliberating and voting."), attended=True
    ),
    Stage.MINUTES: StageRow(Text("起草纪要", "Minutes"), Text("正在起草会议纪要。", "Its minutes are being written."), attended=True),
    Stage.SIGNING: StageRow(Text("签发纪要", "Signing"), Text("等待签发会议纪要。", "Its minutes wait to be signed."), attended=True),
    Stage.SETTLING: StageRow(Text("落实决议", "Carrying out"), Text("各申请正在依决议办理。", "Each case is taking what was resolved.")),
    Stage.CALLING_OFF: StageRow(
        Text("退回议题", "Calling off"), Text("各议题正在退回，另行上会。", "The cases go back, to wait for another meeting.")
    ),
    Stage.CLOSED: StageRow(Text("已办结", "Closed"), Text("决议已落实。", "What was resolved is carried out."), terminal=True),
    Stage.CALLED_OFF: StageRow(Text("已取消", "Called off"), Text("会议已取消。", "The meeting was called off."), terminal=True),
}


def _vote(zh: str, en: str) -> Step:
    return Step(Text(zh, en), stays=(Stage.VOTING,), internal=True)


STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("发起会议", "Called"),
        leads={Stage.DRAFT: Stage.PREPARING},
        opens=("meeting_convening",),
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.CONVENED: Step(
        Text("召开", "Convened"),
        leads={Stage.PREPARING: Stage.VOTING},
        opens=("meeting_vote", "policy_vote"),
        tells={Role.COMMITTEE: Text("专题会{number}已召开，请审议表决。", "Meeting {number} is convened; its members please vote.")},
    ),
    Event.MEETING_CALLED_OFF: Step(Text("取消会议", "Called off"), leads={Stage.PREPARING: Stage.CALLING_OFF}),
    Event.VOTED_FOR: _vote("同意", "Voted for"),
    Event.VOTED_AGAINST: _vote("不同意", "Voted against"),
    Event.ABSTAINED: _vote("弃权", "Abstained"),
    Event.RECUSED: _vote("回避", "Stood aside"),
    Event.ABSENT: _vote("未参加表决", "Did not vote"),
    Event.COUNTED: Step(
        Text("计票", "Counted"),
        leads={Stage.VOTING: Stage.MINUTES},
        opens=("meeting_minutes",),
        tells={Role.OFFICER: Text("专题会{number}表决结束，请起草纪要。", "Meeting {number} has voted; please write its minutes.")},
    ),
    Event.MINUTES_WRITTEN: Step(Text("起草纪要", "Minutes written"), leads={Stage.MINUTES: Stage.SIGNING}, opens=("minutes_signature",)),
    Event.MINUTES_RETURNED: Step(
        Text("退回纪要", "Minutes returned"),
        leads={Stage.SIGNING: Stage.MINUTES},
        opens=("meeting_minutes",),
        tells={Role.OFFICER: Text("专题会{number}的纪要被退回，请修改。", "The minutes of {number} were returned; please mend them.")},
    ),
    Event.MINUTES_SIGNED: Step(
        Text("签发纪要", "Minutes signed"),
        leads={Stage.SIGNING: Stage.SETTLING},
        tells={Role.OFFICER: Text("专题会{number}的纪要已签发。", "The minutes of meeting {number} are signed.")},
    ),
    Event.SIGNATURE_PASSED_ON: Step(
        Text("改由其他成员签发", "Signature passed on"),
        stays=(Stage.SIGNING,),
        opens=("minutes_signature",),
        tells={
            Role.OFFICER: Text(
                "专题会{number}的纪要逾期未签发，已交其他成员签发。",
                "The minutes of {number} were not signed in time; another member does.",
            )
        },
    ),
    Event.MATTER_FELL_AWAY: Step(
        Text("议题退出议程", "Matter off the agenda"),
        stays=(Stage.PREPARING, Stage.VOTING, Stage.MINUTES, Stage.SIGNING),
        tells={
            Role.OFFICER: Text(
                "专题会{number}的议题{matter}已撤回、终止或者退回核验，不再审议。",
                "{matter} was withdrawn, ended or sent back; meeting {number} does not deliberate on it any more.",
            )
        },
    ),
    Event.AGENDA_SETTLED: Step(Text("落实完毕", "Carried out"), leads={Stage.SETTLING: Stage.CLOSED, Stage.CALLING_OFF: Stage.CALLED_OFF}),
}

MEETING = Lifecycle(name="meeting", workflow="Meeting", title=Text("专题会", "Meeting"), stages=STAGES, steps=STEPS)
