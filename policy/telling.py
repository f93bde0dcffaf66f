"""外发通知。How people hear of their messages outside the system: by which channel of which messages, and in how few words.

What leaves the system says that there is something to be read and where, and nothing of it: whoever may read it signs in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final, Protocol

from policy.processes.kernel.states import States
from policy.text import Text


class Channel(StrEnum):
    """By what something leaves the system."""

    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


class MessageKind(StrEnum):
    """What kind a message is, as far as its reader chooses how to hear of it: that something is due, or to whom it is."""

    REMINDER = "reminder"
    PERSONAL = "personal"
    ENTERPRISE = "enterprise"
    ROLE = "role"


# What everybody in a role is told is much, and mostly somebody else's to do.
CHANNELS_UNLESS_CHOSEN: Final[Mapping[str, tuple[str, ...]]] = {
    MessageKind.REMINDER: (Channel.EMAIL,),
    MessageKind.PERSONAL: (Channel.EMAIL,),
    MessageKind.ENTERPRISE: (Channel.EMAIL,),
    MessageKind.ROLE: (),
}


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


DELIVERY: Final = States(
    DeliveryState.WAITING,
    {
        DeliveryState.WAITING: {DeliveryState.DELIVERED, DeliveryState.DEAD},
        DeliveryState.DELIVERED: {},
        DeliveryState.DEAD: {DeliveryState.WAITING},
    },
)

PAUSES: Final = (*(timedelta(minutes=pause) for pause in (1, 5, 30)), *(timedelta(hours=pause) for pause in (2, 5, 10, 24)))
"""After each try the time until the next; what fails once more after the last is dead."""

NO_ADDRESS: Final = "no_address"
"""Why nothing is sent to somebody: nobody knows how they are reached, or they may read nothing any more."""


class Undeliverable(Exception):  # noqa: N818 - the name says what is the case
    """Raised when what is sent is definitely not taken: sending it again will not help.

    Attributes:
        reason: Short code, which never repeats an address.
    """

    def __init__(self, reason: str) -> None:
        """Say why."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent.

    Attributes:
        key: The same each time it is tried, so that whoever has it twice can know it.
        to: The address.
        title: Its subject line, where the channel has one.
        body: What it says.
        secrets: What it is signed with, where the channel signs.
    """

    key: str
    to: str
    title: str
    body: str
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Sender(Protocol):
    """What sends by one channel."""

    async def send(self, parcel: Parcel) -> None:
        """Send it once.

        Raises:
            Undeliverable: It will never be taken.
            Exception: It may not have been taken; try again.
        """


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody is told once a day.

    Attributes:
        messages: How many messages are new, and were not read.
        tasks: How many tasks are due within three days, or overdue.
    """

    messages: int
    tasks: int


def kind_of(*, reminder: bool, enterprise: str | None, person: str | None) -> MessageKind:
    """Return the kind of a message, by what it is and whom it is to."""
    if reminder:
        return MessageKind.REMINDER
    if person is not None:
        return MessageKind.PERSONAL
    return MessageKind.ROLE if enterprise is None else MessageKind.ENTERPRISE


def notification(kind: MessageKind, link: str) -> tuple[Text, Text]:
    """Return the title and the words in which somebody hears that there is a message: neither of which case it is, nor what it says."""
    if kind is MessageKind.REMINDER:
        title = Text("科技政策资金系统：任务到期提醒", "Science and technology grants: a task is due")
        said = Text("您有任务将要到期或者已经逾期", "A task of yours is nearly due or overdue")
    else:
        title = Text("科技政策资金系统：新的通知", "Science and technology grants: a new message")
        said = Text("您有一条新的通知", "You have a new message")
    return title, Text(f"{said.zh}，请登录系统查看：{link}", f"{said.en}. Sign in to read it: {link}")


def digest_of(digest: Digest, link: str) -> tuple[Text, Text]:
    """Return the title and the words of a digest, which says how much there is and nothing of it."""
    title = Text("科技政策资金系统：每日汇总", "Science and technology grants: what there is today")
    parts = []
    if digest.messages:
        parts.append(Text(f"{digest.messages}条新的通知未读", f"new messages: {digest.messages}"))
    if digest.tasks:
        parts.append(Text(f"{digest.tasks}项任务在3日内到期或者已经逾期", f"tasks due within three days or overdue: {digest.tasks}"))
    zh, en = "，".join(part.zh for part in parts), "; ".join(part.en for part in parts)
    return title, Text(f"您有{zh}，请登录系统查看：{link}", f"There is for you: {en}. Sign in: {link}")
