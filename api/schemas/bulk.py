"""批量办理的字段。Several acts by one request in JSON."""

from __future__ import annotations

import uuid
from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.base import Given, PlainObject, Problem, Reference, ShortText, Shown
from api.schemas.case import ReceiptShown
from policy.text import Text

_MOST = 200


def _each_once(tasks: list[uuid.UUID]) -> list[uuid.UUID]:
    if len(set(tasks)) < len(tasks):
        raise ValueError(Text("同一任务只能列一次", "must not name a task twice"))
    return tasks


class CompletionGiven(Given):
    """One task, and its form."""

    task_id: Reference
    answer: PlainObject = Field(description="按任务表单填写 Filled as the task's form says", examples=[{"decision": "accepted"}])


def _completed_once(tasks: list[CompletionGiven]) -> list[CompletionGiven]:
    _each_once([one.task_id for one in tasks])
    return tasks


class CompletionsGiven(Given):
    """Tasks to complete."""

    tasks: Annotated[list[CompletionGiven], Field(min_length=1, max_length=_MOST), AfterValidator(_completed_once)]


class AssignmentsGiven(Given):
    """Tasks to give to one person, or back to all who may do them."""

    tasks: Annotated[list[Reference], Field(min_length=1, max_length=_MOST), AfterValidator(_each_once)]
    assignee: ShortText | None


class ResultShown(Shown):
    """What became of one of several acts: a receipt, the problem it met, or where to look while it is being done."""

    task_id: uuid.UUID
    status: int = Field(description="单独办理时的HTTP状态码 The status it would have been answered with by itself")
    receipt: ReceiptShown | None = None
    problem: Problem | None = None
    see: str | None = Field(default=None, description="办理中的，可在此查询 Where to look while it is being done")


class BulkShown(Shown):
    """What became of each of several acts."""

    done: int = Field(description="已办结的件数 How many were done")
    results: list[ResultShown]
