"""材料齐全。What an application must hold before it is taken in: every fact and claim, the day, each required piece of evidence.

And nothing in it lies ahead, or before the Opinions: what has not happened on the day of the application is no matter yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from policy.errors import Code, Fault, Refusal
from policy.judging.timeliness import faults_in_time, faults_of_periods
from policy.language.items import Item
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.application.drafting import faults_in_submission
from policy.processes.window.evidence import missing
from policy.text import Text


def require_complete(
    item: Item,
    facts: Mapping[str, object],
    claims: Mapping[str, object],
    matter_date: date | None,
    evidence: Collection[str],
    asked: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Refuse an application that is not all there, naming everything that is missing at once.

    Args:
        item: What is applied for.
        facts: The facts as declared.
        claims: What is claimed of those an officer confirms.
        matter_date: When the matter arose, as it is claimed.
        evidence: Codes of the evidence that was uploaded.
        asked: The evidence that its window and the rules ask for besides.

    Raises:
        Refusal: `incomplete`, with a fault for each fact, date and piece of evidence, and the item's clause.
    """
    faults = faults_in_submission(item, facts, claims)
    if matter_date is None:
        faults.append(Fault("matter_date", Text("请填写事项发生日期", "Say when the matter arose"), item.citation))
    faults += [
        Fault(f"evidence.{needed.code}", Text(f"缺少材料：{needed.title.zh}", f"Missing evidence: {needed.title.en}"), item.citation)
        for needed in item.evidence
        if needed.required and needed.code not in evidence
    ]
    faults += missing(item, asked, evidence)
    if faults:
        raise Refusal(Code.INCOMPLETE, Text("申报信息或材料不完整。", "Facts or evidence are missing."), faults, clause=item.citation)


def require_past(item: Item, facts: Mapping[str, object], matter_date: date | None, applied_on: date) -> None:
    """Refuse an application about what has not happened yet, or happened before anything was promised.

    Args:
        item: What is applied for.
        facts: The facts as given; they are all there.
        matter_date: When the matter arose.
        applied_on: The day of the application.

    Raises:
        Refusal: `invalid_input`, with a fault for a matter after the application, for each period that is not over, and for each that lies
            outside its year or begins before the Opinions were in force (general term 4).
    """
    faults = faults_of_periods(item, facts, applied_on)
    if matter_date is not None and matter_date > applied_on:
        faults.append(Fault("matter_date", Text("事项发生日期不得晚于申请日期", "must not be after the day of the application"), CITATION))
    _refuse(item, faults)


def require_in_time(item: Item, facts: Mapping[str, object], matter_date: date | None, applied_on: date) -> None:
    """Refuse an application that general term 4 would refuse after everybody has looked at it: by its day, its year or its period.

    What an officer finds in a paper is another matter (`require_past`): it goes on to the assessment, whose refusal says why.

    Args:
        item: What is applied for.
        facts: The facts as declared; they are all there.
        matter_date: When the matter arose, as it is claimed.
        applied_on: The day of the application.

    Raises:
        Refusal: `invalid_input`, with a fault for each day, year and period, in the range it has to lie in.
    """
    _refuse(item, faults_in_time(item, facts, matter_date, applied_on))


def _refuse(item: Item, faults: list[Fault]) -> None:
    if faults:
        raise Refusal(
            Code.INVALID_INPUT, Text("所填日期有误。", "A date is not one that can be applied for."), faults, clause=item.citation
        )
