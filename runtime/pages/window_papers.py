"""申报批次文书示例。The papers of a window as a page shows them, written by the code that writes those that are published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from policy.judging.catalogue import ITEMS
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.window_papers import Guide, call_to_apply, list_on_notice, window_cancelled, window_extended
from policy.money import wan
from policy.working_days import BEIJING

_OPENS, _CLOSES = datetime(2026, 3, 2, 9, tzinfo=BEIJING), datetime(2026, 4, 30, 17, tzinfo=BEIJING)
_UNTIL = datetime(2026, 6, 15, 17, tzinfo=BEIJING).isoformat()
_LISTED = [
    {"number": "BDA-2026-18-000004", "enterprise": "演示晨芯微电子有限公司", "award_fen": wan(175), "until": _UNTIL},
    {"number": "BDA-2026-18-000009", "enterprise": "演示云衡软件有限公司", "award_fen": wan(175), "until": _UNTIL},
]


def papers_of_a_window(language: str) -> Mapping[str, Paper]:
    """Return the papers of a window, by what they show."""
    item = ITEMS["patent-pool"]
    words = {
        "zh": ("2025年度专利池维护年费资助", "经认定的专利池的组建单位", "对入池专利2025年度已缴年费，按实施细则规定的比例给予资助。"),
        "en": ("Patent pool fees of 2025", "whoever runs a recognised pool", "A rate of the fees of pooled patents paid in 2025."),
    }[language]
    evidence = [{"code": "patent_list", "title": {"zh": "入池专利清单", "en": "List of the pooled patents"}, "required": False}]
    contact = "科技创新局知识产权科，010-67880000"
    guide = Guide(words[0], 2025, words[1], words[2], evidence, contact, _OPENS, _CLOSES, wan(350))
    published = Matter("WIN-2026-000012", "", "sti", date(2026, 2, 25))
    noticed = Matter("WIN-2026-000012", "", "sti", date(2026, 6, 8))
    return {
        "A call to apply": call_to_apply(item, published, guide, language),
        "A window that is extended": window_extended(
            item, published, guide, (_CLOSES, _CLOSES + timedelta(days=14)), "申报系统维护", language
        ),
        "A window that is given up": window_cancelled(item, published, guide, "实施细则修订后另行组织", language),
        "A list on public notice": list_on_notice(item, noticed, guide, _LISTED, wan(350), language),
        "A list of which nobody is on notice": list_on_notice(item, noticed, guide, [], None, language),
    }
