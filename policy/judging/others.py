"""他人所获支持。What an explanation says of awards of others that count in a sum, left out for whom they are no business of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policy.judging.provenance import for_applicant

SUMS: Final[Mapping[str, str]] = {"already_paid": "already_paid_fen", "cap_left": "cap_used_fen"}
"""The figures that say what was awarded before, and the fact each is reckoned from."""


def without_others(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the explanation of an assessment without the sums in which awards of others count, and without what each expert named.

    Args:
        tree: As it is kept; `of_others` names those sums, and `subject_closed` where a demand on another closed what it is for.
    """
    hidden = frozenset(tree.get("of_others", ()))
    sections = [
        section | {"children": [node for node in section["children"] if SUMS.get(node["code"]) not in hidden]}
        for section in tree["children"]
    ]
    facts = {code: value for code, value in tree["facts"].items() if code not in hidden}
    shown = {name: told for name, told in tree.items() if name != "closed_by" or "subject_closed" not in hidden}
    return {**shown, "facts": facts, "children": sections, "provenance": for_applicant(tree.get("provenance", {}))}
