"""限制申报对在办申请的影响。What whoever is barred is told of each of its open applications: what cannot happen, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.text import Text


class Standing(StrEnum):
    """How far an application has come."""

    DRAFTED = "drafted"
    PENDING = "pending"
    AWARDED = "awarded"


_BARRED: Final[Mapping[Standing, Text]] = {
    Standing.DRAFTED: Text(
        "贵单位被限制申报支持资金至{until}（含当日，{debarment}），{number}在此期间不能提交。",
        "You are barred from support until {until}, that day included ({debarment}): {number} cannot be submitted meanwhile.",
    ),
    Standing.PENDING: Text(
        "贵单位被限制申报支持资金至{until}（含当日，{debarment}），{number}在此期间不予审定支持。",
        "You are barred from support until {until}, that day included ({debarment}): {number} is not approved meanwhile.",
    ),
    Standing.AWARDED: Text(
        "贵单位被限制申报支持资金至{until}（含当日，{debarment}），{number}在此期间暂停拨付，是否继续拨付由审批人决定。",
        "You are barred from support until {until}, that day included ({debarment}): {number} is not paid meanwhile, unless an approver "
        "decides that it is.",
    ),
}
_OVER: Final[Mapping[Standing, Text]] = {
    Standing.DRAFTED: Text(
        "对贵单位的限制申报（{debarment}）已终止，{number}可以提交。",
        "You are not barred from support any more ({debarment}): {number} may be submitted.",
    ),
    Standing.PENDING: Text(
        "对贵单位的限制申报（{debarment}）已终止，{number}可以按规定审定。",
        "You are not barred from support any more ({debarment}): {number} can be decided on.",
    ),
    Standing.AWARDED: Text(
        "对贵单位的限制申报（{debarment}）已终止，{number}可以按规定拨付。",
        "You are not barred from support any more ({debarment}): {number} can be paid.",
    ),
}


def of_bar(standing: Standing, number: str, debarment: str, until: Text) -> Text:
    """Return what a bar means for an application."""
    said = _BARRED[standing]
    return Text(*(words.format(number=number, debarment=debarment, until=day) for words, day in ((said.zh, until.zh), (said.en, until.en))))


def of_end(standing: Standing, number: str, debarment: str) -> Text:
    """Return that a bar is over, and what that means for an application."""
    said = _OVER[standing]
    return Text(*(words.format(number=number, debarment=debarment) for words in (said.zh, said.en)))
