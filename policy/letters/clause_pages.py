"""条款页。A clause with its items, as JSON and as a page: what `etown clause` prints and `GET /clauses/{number}` answers."""

from __future__ import annotations

from policy.judging.catalogue import items_of_clause, page_of_clause
from policy.language.facts import Json
from policy.language.items import Item
from policy.opinions_2022_8 import DOCUMENT_ID


def clause_as_dict(number: str) -> dict[str, Json]:
    """Return what a clause promises, and its items.

    Args:
        number: The clause, "1" to "20", as somebody typed it.

    Raises:
        Refusal: `not_found` when the document has no such clause.
    """
    clause = _clause(number)
    items = items_of_clause(clause)
    return {
        "document": DOCUMENT_ID,
        "clause": clause,
        "citation": items[0].citation,
        "text": page_of_clause(clause).strip(),
        "items": [one.as_dict() for one in items],
    }


def clause_page(number: str, language: str) -> str:
    """Return the page of a clause for people, in "zh" or "en".

    Raises:
        Refusal: `not_found` when the document has no such clause.
    """
    clause = _clause(number)
    pages = "\n".join(_item_page(one, language) for one in items_of_clause(clause))
    return f"{page_of_clause(clause).strip()}\n\n{pages}"


def _clause(number: str) -> int:
    # Three digits are more than any clause has, and a thousand are more than Python reads.
    return int(number) if number.isascii() and number.isdigit() and len(number) <= _DIGITS else 0


_DIGITS = 3


def _item_page(one: Item, language: str) -> str:
    lines = [f"{one.code} · {one.title.in_language(language)}", f"  {one.summary.in_language(language)}"]
    lines += [f"  - {fact.code}{'?' if fact.optional else ''}: {fact.title.in_language(language)}" for fact in one.facts]
    lines += [f"  + {evidence.code}: {evidence.title.in_language(language)}" for evidence in one.evidence]
    lines += [f"  = {evidence.code}: {evidence.title.in_language(language)}" for evidence in one.office_evidence]
    return "\n".join(lines)
