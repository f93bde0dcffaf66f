"""分期拨付文书示例。Samples for `docs/letters.md`: the papers of a later part of an award that is not paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Bodies
from policy.letters.instalment_notice import Unpaid, forfeiture_intended, part_forfeited, part_goes_on, part_stopped
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.money import wan
from policy.text import Text

_CONDITION = Text("成果在新城落地转化。", "the result is put to use here.")


def papers_of_instalments(name: str, bodies: Bodies, language: str) -> Mapping[str, Paper]:
    """Return the papers of a later part that is not paid, by what each shows."""
    item, about = ITEMS["science-award"], Matter("IN-2026-000002", name, "sti", date(2026, 5, 11))
    unpaid = Unpaid("BDA-2026-04-000017", 2, wan(18), date(2026, 5, 8), _CONDITION, "转化合同未履行", documents=["技术转化合同.pdf"])
    by_day = replace(unpaid, condition=None, reason="企业已注销", documents=())
    return {
        "A part of an award that is not to be paid": forfeiture_intended(item, about, unpaid, date(2026, 5, 25), language),
        "A part of an award that is not forfeited after all": part_goes_on(
            item, replace(about, day=date(2026, 6, 8)), replace(unpaid, reason="验收报告已出具"), language
        ),
        "A part of an award that was forfeited": part_forfeited(item, replace(about, day=date(2026, 6, 8)), unpaid, bodies, language),
        "A part of an award that is not paid after all": part_stopped(item, about, by_day, bodies, language),
    }
