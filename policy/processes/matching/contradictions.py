"""自相矛盾的登记。What in a record of an upstream registry cannot be so, in words: it decides nothing, and an officer takes it up.

A record that is not well formed was garbled on its way, and is asked for again. One that is well formed and contradicts itself is what the
registry has; asking again brings the same, so that somebody has to speak with whoever keeps it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final

from policy.money import compared
from policy.processes.matching.upstream import Answer, is_handed_over
from policy.text import Text

NOT_FOUND: Final = Text("上级登记查无此项目", "the registry does not name the project any more")


def contradictions(answer: Answer | None) -> list[Text]:
    """Return what in a record of a project, or of an insurance, contradicts itself; nothing for one that is sound or not there.

    Args:
        answer: The registry's answer as JSON; None where it knows no such thing.
    """
    if answer is None:
        return []
    if "received" not in answer:
        return [Text("保费补贴金额为负数", "the subsidy is below zero")] if answer["subsidy_fen"] < 0 else []
    return [*_in_its_money(answer), *_in_its_holders(answer), *_in_its_days(answer)]


def unexplained_holder(own: Collection[str], answer: Answer | None) -> list[Text]:
    """Return that a project we admitted is another's, where its record does not say that it was handed over by its enterprise.

    Args:
        own: The credit codes of whose project we admitted and all that count as one with it.
        answer: The registry's answer.
    """
    if answer is None or answer["uscc"] in own or is_handed_over(own, answer):
        return []
    return [
        Text(
            f"登记的承担单位（{answer['uscc']}）不是入库单位，且没有移交记录",
            f"it names {answer['uscc']}, another enterprise than the project was admitted for, and no handing over",
        )
    ]


def _in_its_money(answer: Answer) -> Iterator[Text]:
    rows: list[dict[str, Any]] = list(answer["received"])
    if answer["approved_fen"] < 0:
        yield Text("批准金额为负数", "the approved amount is below zero")
    for year, count in sorted(Counter(row["year"] for row in rows).items()):
        if count > 1:
            yield Text(f"{year}年度到款重复登记", f"the money of {year} is recorded more than once")
    for row in rows:
        year = row["year"]
        if row["fen"] < 0 or row["recovered_fen"] < 0:
            yield Text(f"{year}年度到款或者收回金额为负数", f"an amount of {year} is below zero")
        elif row["recovered_fen"] > row["fen"]:
            yield Text(f"{year}年度收回金额多于到款金额", f"more was taken back of {year} than came in")
    whole_fen = sum(row["fen"] for row in rows)
    if whole_fen > answer["approved_fen"] >= 0:
        whole, approved = compared(whole_fen, answer["approved_fen"])
        yield Text(
            f"各年度到款合计{whole.zh}，多于批准金额{approved.zh}",
            f"{whole.en} came in altogether, more than the {approved.en} that were approved",
        )
    stated_fen = answer.get("received_total_fen")
    if stated_fen is not None and stated_fen != whole_fen:
        whole, stated = compared(whole_fen, stated_fen)
        yield Text(
            f"各年度到款合计{whole.zh}，与登记的到款总额{stated.zh}不一致",
            f"the years come to {whole.en}, and the total is stated as {stated.en}",
        )


def _in_its_holders(answer: Answer) -> Iterator[Text]:
    moved = answer.get("handed_over")
    if not moved:
        return
    if moved["from_uscc"] == moved["to_uscc"]:
        yield Text("移交前后为同一单位", "it was handed over by an enterprise to itself")
    elif moved["to_uscc"] != answer["uscc"]:
        yield Text(
            f"同时登记两个承担单位：现登记的承担单位（{answer['uscc']}）和移交记录的接收单位（{moved['to_uscc']}）",
            f"it names two holders: {answer['uscc']} as it stands, and {moved['to_uscc']} by the handing over",
        )


def _in_its_days(answer: Answer) -> Iterator[Text]:
    begins_on, ends_on = answer.get("begins_on"), answer.get("ends_on")
    if begins_on and ends_on and date.fromisoformat(ends_on) < date.fromisoformat(begins_on):
        yield Text("结束日期早于开始日期", "it ends before it begins")
    as_of = date.fromisoformat(answer["as_of"])
    moved = answer.get("handed_over") or {}
    for day in filter(None, (answer.get("changed_on"), moved.get("on"))):
        if date.fromisoformat(day) > as_of:
            yield Text(f"变动日期{day}晚于登记截止日期{as_of}", f"a change of {day} is later than the day of the record, {as_of}")
