"""事实来源。Where each fact of an assessment comes from, a line a fact: confirmed when from which paper, or supplied.

Departments are named, and no officer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from policy.judging.provenance import OLDER_POLICY, SOURCE_NAMES, facts_to_prove, is_read
from policy.language.facts import Json, Supplier
from policy.language.items import DEPARTMENT_NAMES
from policy.language.lead import asked_in
from policy.letters.wording import day_in, noun, quoted
from policy.processes.annual_run.naming import called_by_number
from policy.text import Text
from policy.working_days import BEIJING

if TYPE_CHECKING:
    from policy.letters.wording import Told

_HEADING: Final = Text("附：所依据的事实及其来源", "Annex: the facts and where they come from")
_LINE: Final = Text("  {fact}：{where}", "  {fact}: {where}")
_OLDER: Final = Text("  此前同类政策可支持金额：{amount}，{where}", "  what an older policy would pay: {amount}, {where}")
_SET_ASIDE: Final = Text("  经审批，适用本意见", "  it was decided that the Opinions apply")
_READ: Final = Text("{department}于{day}据{paper}确认", "confirmed by {department} on {day} from {paper}")
_SECOND: Final = Text("，并经另一名工作人员复核", ", and by a second person")
_PAGE: Final = Text("{title}第{page}页", "page {page} of {title}")
_DECLARED: Final = Text("由申请单位填报", "as declared")
_SUPPLIED: Final = Text("由{source}于{day}提供", "supplied by {source} on {day}")
_MEDIAN: Final = Text("由{experts}名专家评定，取中位数", "the median of what {experts} experts assessed")
_MAJORITY: Final = Text("由{experts}名专家评定，{agree}名认为属实", "assessed by {experts} experts, {agree} of whom found it so")


def sources(told: Told) -> Iterator[str]:
    """Yield the lines of the annex; none for an assessment that was made before facts were told apart."""
    provenance: Mapping[str, Mapping[str, Json]] = told.tree.get("provenance") or {}
    if provenance:
        yield ""
        yield told.say(_HEADING)
    for fact in facts_to_prove(asked_in(told.item, told.tree["facts"])):
        if where := provenance.get(fact.code):
            yield told.say(_LINE, fact=noun(fact.title, told.language), where=_where(told, where))
    if stated := provenance.get(OLDER_POLICY):
        yield told.say(_OLDER, amount=told.yuan(stated["fen"]), where=_where(told, stated))
        if "set_aside_at" in stated:
            yield told.say(_SET_ASIDE)


def _where(told: Told, where: Mapping[str, Json]) -> str:
    day = day_in(told.language, datetime.fromisoformat(where["at"]).astimezone(BEIJING).date())
    if is_read(where):
        department = DEPARTMENT_NAMES[where.get("department") or told.item.departments[0]].in_language(told.language)
        read = told.say(_READ, department=department, day=day, paper=_paper(told, where))
        return read + (told.say(_SECOND) if "confirmed_at" in where else "")
    if where["supplied_by"] == Supplier.EXPERTS:
        return told.say(_MEDIAN if "median_fen" in where else _MAJORITY, experts=where["experts"], agree=where.get("agree"))
    # What is offered without an application is declared by nobody: the run that offers it says for which year.
    run = called_by_number(where["by"])
    if where["supplied_by"] == Supplier.DECLARED and run is None:
        return told.say(_DECLARED)
    name = SOURCE_NAMES.get(where["by"]) or run
    return told.say(_SUPPLIED, source=told.say(name) if name else where["by"], day=day)


def _paper(told: Told, where: Mapping[str, Json]) -> str:
    if named := where.get("reference") or where.get("ground"):
        return quoted(named)
    title = next((one.title for one in told.item.evidence if one.code == where["evidence"]), None)
    evidence = quoted(title.in_language(told.language)) if title else where["evidence"]
    return told.say(_PAGE, title=evidence, page=where["page"])
