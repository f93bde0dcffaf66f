"""申报批次的生命周期。The window process: a guide is published, applications come in until it closes, and a list decides on all of them.

Applications go their own way up to what their formula comes to; then they wait. One person draws the list, another approves it: where there
is a ceiling it shares that out. A later list decides on whoever was left out, by what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.duties import Act, Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step, draft_discarded
from policy.text import Text


class Stage(StrEnum):
    """Where a window stands."""

    DRAFT = "draft"
    APPROVAL = "approval"
    REVISION = "revision"
    PUBLISHED = "published"
    OPEN = "open"
    HANDLING = "handling"
    LIST_APPROVAL = "list_approval"
    SETTLING = "settling"
    LIST_NOTICE = "list_notice"
    SETTLED = "settled"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    DROPPED = "dropped"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happened to a window, in the past tense."""

    SUBMITTED = "submitted"
    GUIDE_SENT_BACK = "guide_sent_back"
    GUIDE_REVISED = "guide_revised"
    PUBLICATION_REFUSED = "publication_refused"
    PUBLISHED = "published"
    OPENED = "opened"
    EXTENDED = "extended"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_SET_ASIDE = "question_set_aside"
    CLOSED = "closed"
    LIST_DUE = "list_due"
    LIST_DRAWN = "list_drawn"
    LIST_APPROVED = "list_approved"
    LIST_RETURNED = "list_returned"
    SHARES_SETTLED = "shares_settled"
    NOTICE_OVER = "notice_over"
    SETTLED = "settled"
    NOTHING_CAME = "nothing_came"
    CANCELLED = "cancelled"
    DRAFT_DISCARDED = "draft_discarded"


EDITABLE = frozenset({Stage.DRAFT, Stage.REVISION})
# Its guide stands for everybody to read.
PUBLIC = frozenset(
    {
        *(Stage.PUBLISHED, Stage.OPEN, Stage.HANDLING, Stage.LIST_APPROVAL, Stage.SETTLING, Stage.LIST_NOTICE),
        *(Stage.SETTLED, Stage.UNANSWERED, Stage.CANCELLED),
    }
)
# It was given up before anybody could apply in it.
NEVER_OPEN = frozenset({Stage.REFUSED, Stage.CANCELLED, Stage.DROPPED})
# Nothing more comes of it; what waits then waits for the next.
OVER = frozenset({Stage.SETTLED, Stage.UNANSWERED, *NEVER_OPEN})
_BEFORE_CLOSING = (Stage.PUBLISHED, Stage.OPEN)
ANSWERED_IN = (*_BEFORE_CLOSING, Stage.HANDLING)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("请完整填写申报指南后提请发布。", "Complete the guide, then submit it.")),
    Stage.APPROVAL: StageRow(
        Text("发布审批", "Approval of the guide"),
        Text("责任单位负责人正在审批申报指南。", "The head of the department decides whether to publish the guide."),
        attended=True,
    ),
    Stage.REVISION: StageRow(
        Text("修改", "Revision"), Text("请按意见修改后再次提请。", "Revise it as asked, then submit it again."), attended=True
    ),
    Stage.PUBLISHED: StageRow(
        Text("已发布", "Published"),
        Text("申报指南已发布，申报期尚未开始；可以先填写草稿、提出问题。", "The guide is published; draft and ask until the window opens."),
        attended=True,
    ),
    Stage.OPEN: StageRow(
        Text("申报中", "Open"), Text("请在截止时间前提交申请。", "Submit your application before the window closes."), attended=True
    ),
    Stage.HANDLING: StageRow(
        Text("已截止，办理中", "Closed, in hand"),
        Text(
            "申报期已截止，正在办理本批次的申请，办结后统一审定。",
            "The window is closed; its applications are handled, then decided at once.",
        ),
        attended=True,
    ),
    Stage.LIST_APPROVAL: StageRow(
        Text("审定名单", "Decision on the list"),
        Text("责任单位负责人正在审定拟支持名单。", "The head of the department is deciding on the list."),
        attended=True,
    ),
    Stage.SETTLING: StageRow(
        Text("落实名单", "Settling the list"),
        Text("名单已审定，各申请正在落实。", "The list is approved; each application takes its part."),
    ),
    Stage.LIST_NOTICE: StageRow(
        Text("名单公示", "Notice of the list"), Text("拟支持名单正在公示。", "The list of those to be supported is on public notice.")
    ),
    Stage.SETTLED: StageRow(Text("已办结", "Settled"), Text("本批次已办结。", "The window is settled."), terminal=True),
    Stage.UNANSWERED: StageRow(
        Text("无人申报", "Unanswered"), Text("截至期满无人申报，本批次结束。", "Nobody applied; the window is over."), terminal=True
    ),
    Stage.REFUSED: StageRow(Text("不予发布", "Not published"), Text("未获准发布。", "It was not published."), terminal=True),
    Stage.CANCELLED: StageRow(Text("已取消", "Cancelled"), Text("本批次已取消。", "The window was cancelled."), terminal=True),
    Stage.DROPPED: StageRow(Text("已撤回", "Dropped"), Text("发布前已撤回。", "It was dropped before it was published."), terminal=True),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
}

LISTING = Act(Event.LIST_DRAWN, Duty.FUND)
"""To draw a list is to divide money: whoever does has no other part in what is listed."""

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("提请发布", "Submitted for publication"),
        leads={Stage.DRAFT: Stage.APPROVAL},
        opens=("guide_approval",),
        tells={Role.APPROVER: Text("申报批次{number}（{item}）提请发布。", "The window {number} ({item}) is submitted for publication.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.GUIDE_SENT_BACK: Step(
        Text("退回修改", "Sent back"),
        leads={Stage.APPROVAL: Stage.REVISION},
        opens=("guide_revision",),
        tells={Role.OFFICER: Text("申报批次{number}退回修改。理由：{reason}", "{number} was sent back. The reason is: {reason}")},
    ),
    Event.GUIDE_REVISED: Step(
        Text("修改后再次提请", "Revised"),
        leads={Stage.REVISION: Stage.APPROVAL},
        opens=("guide_approval",),
        tells={Role.APPROVER: Text("申报批次{number}已修改，再次提请发布。", "{number} was revised and is submitted again.")},
    ),
    Event.PUBLICATION_REFUSED: Step(
        Text("不予发布", "Publication refused"),
        leads={Stage.APPROVAL: Stage.REFUSED},
        tells={Role.OFFICER: Text("申报批次{number}不予发布。理由：{reason}", "{number} is not published. The reason is: {reason}")},
    ),
    Event.PUBLISHED: Step(
        Text("发布申报指南", "Guide published"),
        leads={Stage.APPROVAL: Stage.PUBLISHED},
        tells={Role.OFFICER: Text("申报批次{number}的申报指南已发布。", "The guide of {number} is published.")},
    ),
    Event.OPENED: Step(
        Text("开始申报", "Opened"),
        leads={Stage.PUBLISHED: Stage.OPEN},
        tells={Role.OFFICER: Text("申报批次{number}开始申报。", "{number} is open.")},
    ),
    Event.EXTENDED: Step(
        Text("延长申报期", "Extended"),
        stays=_BEFORE_CLOSING,
        tells={Role.OFFICER: Text("申报批次{number}的申报期延长至{until}。", "{number} is open until {until}.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.QUESTION_ASKED: Step(
        Text("提出问题", "Question asked"),
        stays=_BEFORE_CLOSING,
        opens=("window_question",),
        tells={
            Role.OFFICER: Text("有单位就申报批次{number}提出问题，请答复。", "Somebody has a question about {number}; please answer it.")
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.QUESTION_ANSWERED: Step(Text("公开答复", "Answered in public"), stays=ANSWERED_IN),
    Event.QUESTION_SET_ASIDE: Step(Text("不予公开答复", "Not answered in public"), stays=ANSWERED_IN),
    Event.CLOSED: Step(
        Text("申报截止", "Closed"),
        leads={Stage.OPEN: Stage.HANDLING},
        tells={Role.OFFICER: Text("申报批次{number}已截止。", "{number} is closed.")},
    ),
    Event.LIST_DUE: Step(
        Text("待列单", "List due"),
        stays=(Stage.HANDLING,),
        opens=("window_list",),
        tells={
            Role.OFFICER: Text(
                "申报批次{number}已有核算完毕的申请，请列拟支持名单。", "Applications of {number} wait to be decided; please draw the list."
            )
        },
    ),
    Event.LIST_DRAWN: Step(
        Text("列拟支持名单", "List drawn"),
        leads={Stage.HANDLING: Stage.LIST_APPROVAL},
        opens=("list_approval",),
        tells={Role.APPROVER: Text("申报批次{number}的拟支持名单待审定。", "The list of {number} waits for its decision.")},
    ),
    Event.LIST_APPROVED: Step(
        Text("审定名单", "List approved"),
        leads={Stage.LIST_APPROVAL: Stage.SETTLING},
        tells={Role.OFFICER: Text("申报批次{number}的名单已审定。", "The list of {number} was approved.")},
    ),
    Event.LIST_RETURNED: Step(
        Text("退回名单", "List returned"),
        leads={Stage.LIST_APPROVAL: Stage.HANDLING},
        opens=("window_list",),
        tells={
            Role.OFFICER: Text(
                "申报批次{number}的名单已退回，请重新列单。理由：{reason}",
                "The list of {number} was returned; please draw another. The reason is: {reason}",
            )
        },
    ),
    Event.SHARES_SETTLED: Step(Text("名单落实，进入公示", "List settled, on notice"), leads={Stage.SETTLING: Stage.LIST_NOTICE}),
    Event.NOTICE_OVER: Step(Text("名单公示结束", "Notice of the list over"), leads={Stage.LIST_NOTICE: Stage.HANDLING}),
    Event.SETTLED: Step(
        Text("批次办结", "Settled"),
        leads={Stage.HANDLING: Stage.SETTLED},
        tells={Role.OFFICER: Text("申报批次{number}已办结。", "{number} is settled.")},
    ),
    Event.NOTHING_CAME: Step(
        Text("无人申报", "Nobody applied"),
        leads={Stage.HANDLING: Stage.UNANSWERED},
        tells={Role.OFFICER: Text("申报批次{number}无人申报，已结束。", "Nobody applied in {number}; it is over.")},
    ),
    Event.CANCELLED: Step(
        Text("取消批次", "Cancelled"),
        leads={Stage.APPROVAL: Stage.DROPPED, Stage.REVISION: Stage.DROPPED, Stage.PUBLISHED: Stage.CANCELLED},
        tells={Role.OFFICER: Text("申报批次{number}已取消。理由：{reason}", "{number} was cancelled. The reason is: {reason}")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.OFFICER, Duty.PREPARE),
}

WINDOW = Lifecycle(name="window", workflow="Window", title=Text("申报批次", "Application window"), stages=STAGES, steps=STEPS)
