"""核定明细。The annex of a letter: each condition and figure that was examined, and the awards that were counted in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.judging.others import SUMS
from policy.judging.provenance import OLDER_POLICY
from policy.language.facts import Json
from policy.letters.wording import Told, words_of
from policy.opinions_2022_8.general_terms import CITATION
from policy.text import Text

_ANNEX: Final = Text("附：核定明细", "Annex: what was examined")
_CHECKED: Final = Text("附：条件核对情况", "Annex: the conditions")
_MET: Final = Text("符合", "met")
_UNMET: Final = Text("不符合", "not met")
_EXEMPT: Final = Text("不适用", "not asked")
_MARKED: Final = Text("【{mark}】{sentence} · {place}", "[{mark}] {sentence} · {place}")
_REGISTRATIONS: Final = frozenset({"registered_in_area", "taxed_in_area", "statistics_in_area"})
_LISTED: Final = Text("  {sentence}：{figure}", "  {sentence}: {figure}")
_EARLIER: Final = Text("已计入的其他支持", "Other awards that were counted in")
# Figures of one claim under a cap, as if nobody shared it.
_ALONE: Final = frozenset({"entitled", "cap_left", "award"})
# How many lines an annex has that lists nothing.
_BARE: Final = 2


def annex(told: Told, *, amounts: bool, shared: bool = False) -> list[str]:
    """List what was examined. What a refused or undecided claim would have come to promises what is not given, so it is left out.

    So is what a claim would have come to under a ceiling by itself, where it is shared with others.
    """
    lines = ["", told.say(_ANNEX if amounts else _CHECKED)]
    for section in told.tree["children"]:
        for node in section["children"]:
            sentence = words_of(told.item, node, told.language)
            if told.of_others(SUMS.get(node["code"], "")):
                continue
            if node["code"] == "older_policy_not_better" and not (OLDER_POLICY in told.tree["facts"] and node["holds"]):
                # Nobody certifies that there is none where nobody said. One that pays more is a choice, and no condition that failed.
                continue
            if "holds" not in node:
                if shared and node["code"] in _ALONE:
                    continue
                lines += [told.say(_LISTED, sentence=sentence, figure=told.written(node["figure"], node["unit"]))] if amounts else []
            elif amounts or section["section"] != "settlement" or not node["holds"]:
                mark = _EXEMPT if _is_exempt(told, node["code"]) else _MET if node["holds"] else _UNMET
                lines.append("  " + told.say(_MARKED, mark=told.say(mark), sentence=sentence, place=_place(told, section)))
    # Assessments of before the awards were named have none; those of others are never named.
    if awards := told.tree.get("earlier_awards"):
        lines.append(f"  {told.say(_EARLIER)}")
        lines += ["  " + told.say(_LISTED, sentence=award["number"], figure=told.yuan(award["amount_fen"])) for award in awards]
    return lines if len(lines) > _BARE else []


def _is_exempt(told: Told, code: str) -> bool:
    """Tell whether a general term is none of the applicant's: the clause addresses it as it is, or its records are not read."""
    kind = told.tree["facts"]["applicant"]["type"]
    if code == "no_serious_record":
        return kind == "person" or kind in told.tree["parameters"]["record_exempts"]
    return code in _REGISTRATIONS and kind in told.item.addresses


def _place(told: Told, section: Mapping[str, Json]) -> str:
    if not told.english:
        return told.item.cited if section["section"] == "clause" else CITATION
    return f"clause {told.item.clause}" if section["section"] == "clause" else "general terms"
