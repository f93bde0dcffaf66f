"""评估指标。The figures of a clause and a year: what each of them counts, and which cases it counts, by a code that names them.

A figure is about the cases that were handed in during the year, by Beijing's calendar, as they stood when it was reckoned. Its code is read
again to list them: `exit.application.refused.not_recommended` are the applications that stood refused, since they were not recommended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Self

from policy.errors import Code, Refusal
from policy.processes.application.events import Event
from policy.processes.kernel.lifecycle import Common
from policy.text import Text
from policy.working_days import BEIJING


class Group(StrEnum):
    """What a figure counts, the first part of its code."""

    HANDED_IN = "handed_in"
    EXIT = "exit"
    REFUSED_FOR = "refused_for"
    STAGE = "stage"
    PAUSED = "paused"
    STEP = "step"
    LATE = "late"
    ASKED = "asked"
    AWARDED = "awarded"
    PAID = "paid"
    CAME_BACK = "came_back"
    TO_MONEY = "to_money"


MONEY: Final = (Group.ASKED, Group.AWARDED, Group.PAID, Group.CAME_BACK)
"""The figures that add up money, in the order in which it flows."""

# How many words of a code say whose figure it is, after the group.
_WORDS: Final[Mapping[Group, int]] = {
    Group.HANDED_IN: 1,
    Group.EXIT: 3,
    Group.REFUSED_FOR: 1,
    Group.STAGE: 2,
    Group.PAUSED: 2,
    Group.STEP: 1,
    Group.LATE: 1,
    **dict.fromkeys((*MONEY, Group.TO_MONEY), 0),
}

GROUP_NAMES: Final[Mapping[Group, Text]] = {
    Group.HANDED_IN: Text("受理数", "Handed in"),
    Group.EXIT: Text("办理结果", "Where they stand, and how they came there"),
    Group.REFUSED_FOR: Text("不予支持的理由", "Why they were refused"),
    Group.STAGE: Text("各阶段用时", "Days in each stage"),
    Group.PAUSED: Text("暂停用时", "Days of pauses"),
    Group.STEP: Text("各环节办理", "Human steps"),
    Group.LATE: Text("逾期办理", "Human steps that were late"),
    Group.ASKED: Text("申请金额", "Money asked for"),
    Group.AWARDED: Text("核定金额", "Money awarded"),
    Group.PAID: Text("拨付金额", "Money paid"),
    Group.CAME_BACK: Text("收回金额", "Money that came back"),
    Group.TO_MONEY: Text("从申请到拨付", "From application to money"),
}

METHOD: Final[Mapping[Group, Text]] = {
    Group.HANDED_IN: Text(
        "当年（北京时间）提交的全部案件，含依职权发出的免申即享告知和当年开始持有的股权；未提交的草稿不计。",
        "Every case handed in during the year (Beijing time), offers made without application and shares held from then on among them; "
        "drafts are not counted.",
    ),
    Group.EXIT: Text(
        "按核算时所处阶段和进入该阶段的事由分组；各组之和等于受理数。已停用的阶段以其代码列示。",
        "By the stage a case stood in when this was reckoned, and the event that led there; together they are all that were handed in. "
        "A stage that exists no longer is shown by its code.",
    ),
    Group.REFUSED_FOR: Text(
        "核算时不予支持或者未入选的案件，最近一次核定或者核验中未满足的条件，一件可以有多项；没有此类条件的，为其被不予支持的环节。",
        "Of cases that stood refused or not selected, the conditions that did not hold when they were assessed last or, before that, "
        "verified; a case may fail several. Where none failed, the decision by which it was refused.",
    ),
    Group.STAGE: Text(
        "每次经过该阶段计一次，按日历日计算，精确至0.1日；暂停办理的时间不计入，另行列示。",
        "Each stay in the stage counts once, in calendar days to a tenth; what was on hold is taken out and shown apart.",
    ),
    Group.PAUSED: Text(
        "每次暂停办理计一次，至恢复或者离开该阶段为止，按日历日计算。",
        "Each hold counts once, until it was lifted or the stage was left, in calendar days.",
    ),
    Group.STEP: Text(
        "由人办结的环节；时限为该环节规定的工作日。",
        "Human steps that were closed; the limit is what the step may take, in working days.",
    ),
    Group.LATE: Text(
        "办结时已逾期，或者已督办的环节。", "Human steps that were closed after they were due, or went to the head of those who do them."
    ),
    Group.ASKED: Text("仅含申请时填报金额的案件。", "Only of cases whose applicant stated an amount."),
    Group.AWARDED: Text(
        "经批准的核定金额与再决定增加金额之和；尚未决定的不计。",
        "What was approved, with what re-decisions added; what nobody has decided yet is not counted.",
    ),
    Group.PAID: Text("国库已付金额，含再决定增加的部分。", "What the treasury paid, with what re-decisions added."),
    Group.CAME_BACK: Text(
        "已经追回或者退回的金额，含出售所持股权收到的价款。",
        "What was repaid or returned of it, with what came in for shares that were held.",
    ),
    Group.TO_MONEY: Text(
        "从提交到首次拨付成功，按日历日计算；暂停和补正时间均计入。经开区公布的用时为平均值，17.8日，与此处的平均数比较。",
        "From handing in to the first payment that arrived, in calendar days, with pauses and corrections. "
        "The area publishes an average, 17.8 days, to be held against the mean here.",
    ),
}
HOLDS: Final = (Common.PUT_ON_HOLD, Event.SUSPENSION_FOUND)
"""The events by which a case is put on hold."""
LIFTS: Final = (Common.RESUMED, Event.SUSPENSION_PASSED, Event.SUSPENSION_LIFTED)
"""The events by which a hold ends, unless the stage ends first."""
PUBLISHED_DAYS: Final = "17.8"
"""The days from application to payment that the area publishes, on average."""


@dataclass(frozen=True, slots=True)
class FigureCode:
    """Which cases a figure counts.

    Attributes:
        group: What it counts.
        words: Whose figure it is: a process and a stage of it, a kind of task, a condition.
    """

    group: Group
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as it is written."""
        return ".".join((self.group, *self.words))

    @classmethod
    def read(cls, code: str) -> Self:
        """Return the code that is written.

        Raises:
            Refusal: `not_found`, when no figure is called so.
        """
        group, *words = code.split(".")
        if group not in set(Group) or len(words) != _WORDS[Group(group)]:
            raise Refusal(Code.NOT_FOUND, Text("没有这项指标。", "There is no such figure."))
        return cls(Group(group), tuple(words))


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, or what belongs to it.

    Attributes:
        clause: Of which clause.
        code: Which cases it counts.
        count: How many.
        amount_fen: What they come to, where it adds up money.
        median_tenths: The median of their days, in tenths, where it measures time: of an even number the mean of the two in the middle.
        mean_tenths: Their mean.
        ninth_tenths: The days within which nine of ten were, in tenths.
        limit_days: How many working days it may take, where that has a limit.
        said: What it counts, in the words of the record itself, such as a condition that failed.
        item: Of which item of the clause; None of all of them.
    """

    clause: int
    code: FigureCode
    count: int
    amount_fen: int | None = None
    median_tenths: int | None = None
    mean_tenths: int | None = None
    ninth_tenths: int | None = None
    limit_days: int | None = None
    said: Text | None = None
    item: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is kept."""
        kept = {"count": self.count, "amount_fen": self.amount_fen, "limit_days": self.limit_days, "item": self.item}
        days = {"median_tenths": self.median_tenths, "mean_tenths": self.mean_tenths, "ninth_tenths": self.ninth_tenths}
        said = {"said": self.said.as_dict() if self.said else None}
        return {"code": str(self.code)} | {name: value for name, value in (kept | days | said).items() if value is not None}

    @classmethod
    def of(cls, clause: int, kept: Mapping[str, Any]) -> Self:
        """Return it as it was kept."""
        said = Text(**kept["said"]) if "said" in kept else None
        numbers = {name: value for name, value in kept.items() if name not in {"code", "said"}}
        return cls(clause, FigureCode.read(kept["code"]), **numbers, said=said)


class Days:
    """Durations in tenths of a day, counted: as exact as a list of them, and as small as there are different ones."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def add(self, tenths: int, count: int) -> None:
        """Count some more of a duration."""
        self._counts[tenths] = self._counts.get(tenths, 0) + count

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self._counts.values())

    def within(self, numerator: int, denominator: int) -> int:
        """Return the shortest duration within which a share of them is, in tenths of a day: the nearest rank."""
        return self._at(-(-self.count * numerator // denominator))

    @property
    def median(self) -> int:
        """The one in the middle, or the mean of the two that are, in whole tenths of a day."""
        return (self._at((self.count + 1) // 2) + self._at(self.count // 2 + 1)) // 2

    @property
    def mean(self) -> int:
        """Their mean, in whole tenths of a day."""
        return sum(tenths * count for tenths, count in self._counts.items()) // self.count

    def _at(self, rank: int) -> int:
        """Return the one of a rank, the shortest first."""
        seen = 0
        for tenths in sorted(self._counts):
            seen += self._counts[tenths]
            if seen >= rank:
                return tenths
        raise ValueError(rank)

    def figure(self, clause: int, code: FigureCode) -> Figure:
        """Return the figure of them."""
        return Figure(clause, code, self.count, median_tenths=self.median, mean_tenths=self.mean, ninth_tenths=self.within(9, 10))


def in_days(tenths: int) -> str:
    """Return tenths of a day as days with one decimal."""
    return f"{tenths // 10}.{tenths % 10}"


def in_order(figures: Iterable[Figure]) -> list[Figure]:
    """Return figures as they are read: those of a clause before those of its items, by group, then the largest first."""
    order = list(Group)
    return sorted(figures, key=lambda one: (one.clause, one.item or "", order.index(one.code.group), -one.count, one.code.words))


def bounds(year: int) -> tuple[datetime, datetime]:
    """Return when a year begins and ends by Beijing's calendar."""
    return tuple(datetime(one, 1, 1, tzinfo=BEIJING).astimezone(UTC) for one in (year, year + 1))  # type: ignore[return-value] # two of them
