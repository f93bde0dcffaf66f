"""请求的字段。What became of a request, in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from api.schemas.base import Problem, Shown
from api.schemas.case import ReceiptShown


class RequestShown(Shown):
    """A request to a case that was taken: it waits, is done, or was refused."""

    key: str
    state: Literal["waiting", "done", "refused"]
    received_at: datetime
    answered_at: datetime | None
    receipt: ReceiptShown | None
    problem: Problem | None
