"""更正依据。The documents that corrected facts are read off, and how far a figure may be from the one before until its decider says why.

What a project or a source supplies is shown by a document of its item (`Evidence.shows`): an audited cost by the auditor's report, an
expense by its audit. A person corrects it with no less; what the source itself answers anew needs none. Any other fact may name a document
besides the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import UNKNOWN, Json, is_integer
from policy.language.items import Item
from policy.processes.application.confirming import MOST_PAGES
from policy.processes.kernel.deviation import is_far
from policy.text import Text

_NOT_OF_IT: Final = Text("不能依据该材料更正此项", "is not read off this document")
_NOT_HELD: Final = Text("不是该项支持的材料", "is no document of this award")
_NO_PAGE: Final = Text("应写明页码", "must name the page")


@dataclass(frozen=True, slots=True)
class Held:
    """A document of an award, or of the project it was carried over from.

    Attributes:
        id: Its id.
        evidence: Which piece of evidence it is.
        file_name: What its file is called.
        sha256: The hash of its file.
        uploaded_on: When it came, as an ISO date: before the award was decided, or for its correction.
    """

    id: str
    evidence: str
    file_name: str
    sha256: str
    uploaded_on: str


def evidence_for(item: Item, code: str, value: Json, said: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the evidence one of which a corrected fact has to be read off; none where a paper may be named by its title alone.

    Args:
        item: What was awarded.
        code: The fact.
        value: What it is corrected to.
        said: What its source answers now: what it says itself needs no document, and anything else does.
    """
    if not any(fact.code == code for fact in item.facts) or (code in said and said[code] == value):
        return ()
    return item.showing(code)


def read_papers(
    item: Item, corrected: Mapping[str, Json], said: Mapping[str, Json], given: Mapping[str, Any], held: Iterable[Held]
) -> dict[str, dict[str, Json]]:
    """Return the document and page each corrected fact is read off, as they are kept.

    Args:
        item: What was awarded.
        corrected: The facts that change.
        said: What their sources answer now, of those that do.
        given: By fact: `document`, its id, and `page`.
        held: The documents there are.

    Raises:
        Refusal: `incomplete`, naming each fact that lacks its document; `invalid_input`, naming what is no document of the award, does not
            show the fact, or is without its page.
    """
    codes, there = sorted(corrected), {one.id: one for one in held}
    needed = {code: evidence_for(item, code, corrected[code], said) for code in codes}
    if missing := [code for code in codes if needed[code] and code not in given]:
        raise _incomplete(item, {code: needed[code] for code in missing})
    faults = [Fault(f"papers.{code}", UNKNOWN, item.citation) for code in sorted(given.keys() - set(codes))]
    found = {}
    for code in sorted(given.keys() & set(codes)):
        document, page = there.get(str(given[code].get("document"))), given[code].get("page")
        if document is None or (needed[code] and document.evidence not in needed[code]):
            faults.append(Fault(f"papers.{code}.document", _NOT_OF_IT if document else _NOT_HELD, item.citation))
        elif not is_integer(page) or not 1 <= page <= MOST_PAGES:
            faults.append(Fault(f"papers.{code}.page", _NO_PAGE, item.citation))
        else:
            found[code] = {"document": document.id, "page": page, **_described(document)}
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("更正所依据的材料有误。", "The documents are not valid."), faults, clause=item.citation)
    return found


def _described(document: Held) -> dict[str, Json]:
    return {name: getattr(document, name) for name in ("evidence", "file_name", "sha256", "uploaded_on")}


def _incomplete(item: Item, missing: Mapping[str, tuple[str, ...]]) -> Refusal:
    titles = {one.code: one.title for one in item.evidence}
    words = {
        code: Text(
            "或者".join(f"“{titles[one].zh}”" for one in evidence), " or ".join(f"{titles[one].en} (evidence {one})" for one in evidence)
        )
        for code, evidence in missing.items()
    }
    faults = [
        Fault(f"papers.{code}", Text(f"应写明所依据的{shows.zh}及页码", f"must name the page of its {shows.en}"), item.citation)
        for code, shows in words.items()
    ]
    names = {fact.code: fact.title for fact in item.facts}
    listed_zh = "；".join(f"{names[code].zh}须依据{shows.zh}" for code, shows in words.items())
    listed_en = "; ".join(f"{names[code].en} needs its {shows.en}" for code, shows in words.items())
    detail = Text(f"更正缺少材料：{listed_zh}。", f"The correction lacks a document: {listed_en}.")
    return Refusal(Code.INCOMPLETE, detail, faults, clause=item.citation)


def is_any_figure_far(facts: Mapping[str, Mapping[str, Json]], said: Mapping[str, Json]) -> bool:
    """Tell whether a corrected figure is further than a tenth from the one decided by, planned, counted at first or said by its source.

    What is no figure, such as a grade, is corrected because it was wrong; but whoever decides against its source says why.

    Args:
        facts: By fact: `before`, `after`, and `planned` where it is known.
        said: By fact: what its source says now, where it was asked.
    """
    changed = any(
        is_integer(one["after"]) and any(is_far(one[name], one["after"]) for name in ("before", "planned") if name in one)
        for one in facts.values()
    )
    return changed or any(is_far(said[code], one["after"]) for code, one in facts.items() if code in said)
