"""申报批次的人工环节。The human steps of a window: its guide approved, its questions answered, its list drawn and approved."""

from __future__ import annotations

from typing import Any, Final

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OFFICE_REASON, OPINION, REASON, TaskKind, line
from policy.processes.window.lifecycle import ANSWERED_IN, Event
from policy.text import Text

QUESTION: Final = "window_question"
"""What somebody asked about a guide: what was asked stands in its `about`, the answer in its answer."""
LIST: Final = "window_list"

_LEFT_OUT: Final[dict[str, Any]] = {
    "type": "array",
    "title": "不列入本次名单的申请",
    "description": "Left out of this list: who is not assessed waits for another, who is is reviewed again",
    "maxItems": 1000,
    "items": {
        "type": "object",
        "properties": {"application": line("申请编号", "Number of the application", 60), "reason": REASON},
        "required": ["application", "reason"],
        "additionalProperties": False,
    },
}

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "guide_approval",
        Text("审批申报指南", "Decide on the guide"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.PUBLISHED: Text("发布", "Publish"),
            Event.GUIDE_SENT_BACK: Text("退回修改", "Send back"),
            Event.PUBLICATION_REFUSED: Text("不予发布", "Refuse"),
        },
        fields={"opinion": OPINION, "reason": OFFICE_REASON},
        required_for={Event.GUIDE_SENT_BACK: ("reason",), Event.PUBLICATION_REFUSED: ("reason",)},
        weighs=("guide_revision",),
    ),
    TaskKind(
        "guide_revision",
        Text("修改申报指南", "Revise the guide"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.GUIDE_REVISED: Text("已修改，再次提请", "Revised, submit again")},
        fields={"note": OPINION},
    ),
    TaskKind(
        QUESTION,
        Text("公开答复申报问题", "Answer a question in public"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=5,
        decisions={
            Event.QUESTION_ANSWERED: Text("公开答复", "Answer in public"),
            Event.QUESTION_SET_ASIDE: Text("不公开答复，仅告知提问单位", "Tell whoever asked, and nobody else"),
        },
        fields={"answer": line("答复", "The answer, as everybody will read it"), "reason": REASON},
        required_for={Event.QUESTION_ANSWERED: ("answer",), Event.QUESTION_SET_ASIDE: ("reason",)},
        lasts_in=ANSWERED_IN,
    ),
    TaskKind(
        LIST,
        Text("列拟支持名单", "Draw the list"),
        Role.OFFICER,
        duty=Duty.FUND,
        working_days=20,
        decisions={Event.LIST_DRAWN: Text("列单，提请审定", "Draw it, for approval")},
        fields={"left_out": _LEFT_OUT, "note": OPINION},
    ),
    TaskKind(
        "list_approval",
        Text("审定拟支持名单", "Decide on the list"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.LIST_APPROVED: Text("同意", "Approve"), Event.LIST_RETURNED: Text("退回", "Return")},
        fields={"opinion": OPINION, "reason": OFFICE_REASON},
        required_for={Event.LIST_RETURNED: ("reason",)},
        weighs=(LIST,),
    ),
)
