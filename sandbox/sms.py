"""短信。A service that sends text messages: it keeps what was sent, for whoever plays their reader."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints

from sandbox.world import Here, authorised

router = APIRouter(prefix="/sms", tags=["短信 Text messages"], dependencies=[authorised("sms")])
_MOST_KEPT = 1_000


class TextMessage(BaseModel):
    """A message.

    Attributes:
        to: The telephone it goes to.
        text: What it says.
    """

    model_config = ConfigDict(extra="forbid")

    to: Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{5,20}$")]
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Sent(BaseModel):
    """That a message was taken."""

    to: str


@router.post("/messages", summary="发送短信 Send a message")
async def send(message: TextMessage, world: Here) -> Sent:
    """Take a message."""
    world.texts.append((message.to, message.text))
    del world.texts[:-_MOST_KEPT]
    return Sent(to=message.to)
