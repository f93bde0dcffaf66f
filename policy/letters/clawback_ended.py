"""退缴办结通知书。How a demand ended: paid back with its days and its interest, the rest waived or left by the court, or cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.clawback_notice import basis_of_demand
from policy.letters.matter import Matter, titled
from policy.letters.paper import Paper
from policy.letters.wording import amount_in, amount_with_capitals, day_in
from policy.processes.clawback.lifecycle import Stage
from policy.processes.clawback.owing import Owed
from policy.text import Text

_TITLE: Final = Text("关于退缴{title}支持资金办结的通知书", "Notice that a demand to pay support back has ended: {title}")
_DEMANDED: Final = Text(
    "贵单位应退缴{title}支持资金（申请编号：{award}），金额为{amount}。",
    "You had to pay back {amount} of {title} (application {award}).",
)
_HAD_BEEN_DEMANDED: Final = Text(
    "我局曾通知贵单位退缴{title}支持资金（申请编号：{award}），金额为{amount}。",
    "You were told to pay back {amount} of {title} (application {award}).",
)
_PAID_ON: Final = Text("{day}{amount}", "{amount} on {day}")
_PAID: Final = Text("国库已收到：{parts}，合计人民币{total}。", "The treasury received {parts}: {total} in all.")
_DIVIDED: Final = Text(
    "国库已收到：{parts}，合计人民币{total}，其中本金人民币{principal}、{interest_of}人民币{interest}。",
    "The treasury received {parts}: {total} in all, of which {principal} are principal and {interest} are {interest_of}.",
)
_RETURNED: Final = Text("{amount}（银行退回）", "{amount} that a bank returned")
_BEYOND: Final = Text(
    "此外收到的人民币{beyond}不属应退缴的款项，不抵作贵单位其他应退缴款项的，退还付款人。",
    "Besides, {beyond} came in that were not owed; they go back to whoever paid them unless they count towards what else you owe.",
)
_ENDS: Final[Mapping[Stage, Text]] = {
    Stage.SETTLED: Text(
        "上述款项已全部退缴，贵单位就此不再欠缴任何款项，本案办结。",
        "All of it is paid back, nothing of it is left to pay, and the case is closed.",
    ),
    Stage.WAIVED: Text("剩余款项已经批准减免，本案办结。", "The rest was waived, and the case is closed."),
    Stage.CLOSED: Text("人民法院的执行程序已经终结，本案办结。", "The enforcement before the court has ended, and the case is closed."),
    Stage.CANCELLED: Text(
        "{ground}该项退缴要求予以撤销，贵单位无需退缴，本案办结。",
        "{ground}The demand is cancelled, nothing has to be paid back, and the case is closed.",
    ),
}
_DUE_AFTER_ALL: Final = Text(
    "其中{amount}经再决定（{number}）认定属应支持的资金，不应由贵单位退缴，由我局按该再决定另行支付。",
    "Of that, {amount} were found due after all by re-decision {number}: you did not owe them, and they are paid to you by it.",
)
_REST: Final = Text("截至{day}，剩余本金人民币{principal}。", "On {day} {principal} of principal were left.")
_REST_WITH_INTEREST: Final = Text(
    "截至{day}，剩余本金人民币{principal}、{interest_of}人民币{interest}。",
    "On {day} {principal} of principal and {interest} of {interest_of} were left.",
)
_GROUNDS: Final = {
    "upheld": Text("经审查，贵单位的陈述申辩成立{why}。", "Your objection was examined and upheld{why}. "),
    "gone": Text("经核实，要求退缴的事由已不存在。", "What it was demanded for is no longer so. "),
}
_WHY: Final = Text("（{reason}）", " ({reason})")


@dataclass(frozen=True, slots=True)
class Received:
    """Money that came in for a demand.

    Attributes:
        on: The day.
        principal_fen: What of it was principal.
        interest_fen: What of it was interest, or a surcharge.
        returned: Whether a bank had returned it.
    """

    on: date
    principal_fen: int
    interest_fen: int
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A demand that has ended.

    Attributes:
        award: The number of the application.
        cause: Why it was demanded, by its code.
        stage: How it ended.
        amount_fen: What was demanded at the end.
        received: What came in for it, oldest first.
        interest_of: What its interest is called.
        left: What was given up, where it was; None where it was not kept.
        ground: Why it was cancelled, "upheld" or "gone"; None where it was not, or nobody kept it.
        reason: Why an objection was upheld, in the words of whoever ruled on it.
        beyond_fen: What else came in for it and was not owed.
        due_fen: What of that which was paid back a re-decision has found due after all.
        found_by: The number of that re-decision.
    """

    award: str
    cause: str
    stage: Stage
    amount_fen: int
    received: Sequence[Received]
    interest_of: Text
    left: Owed | None = None
    ground: str | None = None
    reason: str = ""
    beyond_fen: int = 0
    due_fen: int = 0
    found_by: str = ""


def clawback_ended(item: Item, matter: Matter, ended: Ended, language: str) -> Paper:
    """Return the paper that says how a demand ended: paid back, waived, closed by the court, or cancelled."""
    title, amount = titled(item, language), amount_with_capitals(language, ended.amount_fen)
    demanded = _HAD_BEEN_DEMANDED if ended.stage is Stage.CANCELLED or ended.due_fen else _DEMANDED
    due = {"amount": amount_in(language, ended.due_fen), "number": ended.found_by}
    paragraphs = [
        demanded.in_language(language).format(title=title, award=ended.award, amount=amount),
        *_received(ended, language),
        *_beyond(ended, language),
        *([_DUE_AFTER_ALL.in_language(language).format(**due)] if ended.due_fen else []),
        *([_left(ended.left, language)] if ended.left else []),
        _ENDS[ended.stage].in_language(language).format(ground=_ground(ended, language)),
        basis_of_demand(item, ended.cause, language),
    ]
    return matter.paper("退结", _TITLE.in_language(language).format(title=title), paragraphs)


def _received(ended: Ended, language: str) -> list[str]:
    """Return what came in and when, and how much of it was interest."""
    if not ended.received:
        return []
    by_day: dict[tuple[date, bool], int] = {}
    for part in ended.received:
        of_day = (part.on, part.returned)
        by_day[of_day] = by_day.get(of_day, 0) + part.principal_fen + part.interest_fen
    parts = [_part(day, fen, language, returned=returned) for (day, returned), fen in sorted(by_day.items())]
    principal_fen, interest_fen = sum(part.principal_fen for part in ended.received), sum(part.interest_fen for part in ended.received)
    return [
        (_DIVIDED if interest_fen else _PAID)
        .in_language(language)
        .format(
            parts=("、" if language != "en" else ", ").join(parts),
            total=amount_in(language, principal_fen + interest_fen),
            principal=amount_in(language, principal_fen),
            interest=amount_in(language, interest_fen),
            interest_of=ended.interest_of.in_language(language),
        )
    ]


def _part(day: date, fen: int, language: str, *, returned: bool) -> str:
    amount = _yuan(language, fen)
    if returned:
        amount = _RETURNED.in_language(language).format(amount=amount)
    return _PAID_ON.in_language(language).format(day=day_in(language, day), amount=amount)


def _beyond(ended: Ended, language: str) -> list[str]:
    beyond = amount_in(language, ended.beyond_fen)
    return [_BEYOND.in_language(language).format(beyond=beyond)] if ended.beyond_fen else []


def _yuan(language: str, fen: int) -> str:
    return amount_in(language, fen) if language == "en" else f"人民币{amount_in(language, fen)}"


def _left(left: Owed, language: str) -> str:
    said = _REST_WITH_INTEREST if left.interest_fen else _REST
    return said.in_language(language).format(
        day=day_in(language, left.on),
        principal=amount_in(language, left.principal_fen),
        interest=amount_in(language, left.interest_fen),
        interest_of=left.interest_of.in_language(language),
    )


def _ground(ended: Ended, language: str) -> str:
    if ended.ground is None:
        return ""
    why = _WHY.in_language(language).format(reason=ended.reason.rstrip("。.")) if ended.reason else ""
    return _GROUNDS[ended.ground].in_language(language).format(why=why)
