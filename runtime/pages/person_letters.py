"""个人文书示例。The papers that persons get, as a page shows them, written by the code that writes those that are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from policy.letters.benefit_notice import benefit_ended, benefit_granted, benefit_in_force, benefit_refused, benefit_unavailable
from policy.letters.bodies import Bodies
from policy.letters.document_notice import document_notice, name_notice
from policy.letters.employment_notice import employment_notice
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.processes.benefit.lifecycle import Event


def papers_of_persons(employer: str, bodies: Bodies, language: str) -> Mapping[str, Paper]:
    """Return the papers of employments, documents and benefits, by what they show."""
    day, until = date(2026, 5, 11), date(2027, 5, 11)
    employed = Matter("EM-2026-000005", "沈知行", "hr", day, to_person=True)
    changed = Matter("DC-2026-000006", "沈知行", "hr", day, to_person=True)
    matter = Matter("BN-2026-000008", "沈知行", "hr", day, to_person=True)
    kept = {"housing": Event.RECEIVED}
    ending = {**kept, "medical": None}
    wanted, refused = ("housing", "schooling"), "已在市级享受同类优惠"
    return {
        "Who employs a person": employment_notice(employed, employer, None, bodies, language, by_paper=False),
        "Who employs a person, by a paper": employment_notice(employed, employer, None, bodies, language, by_paper=True),
        "Who employs a person, which no paper says": employment_notice(
            employed, employer, "劳动合同已到期", bodies, language, by_paper=True
        ),
        "Another document": document_notice(changed, "护照****5678", None, bodies, language),
        "Another document, which does not count": document_notice(changed, "护照****5678", "姓名不一致", bodies, language),
        "A name that is corrected": name_notice(changed, "沈知行", "居民身份证原件", None, bodies, language),
        "A name that stays": name_notice(changed, "沈知形", "居民身份证原件", "与证件不一致", bodies, language),
        "Benefits that are granted": benefit_granted(matter, "RG-2026-000007", dict.fromkeys(wanted, "hr"), language),
        "Benefits that are refused": benefit_refused(matter, wanted, refused, bodies, language),
        "A benefit that is not available": benefit_unavailable(matter, "schooling", "hr", "本学年学位已满", bodies, language),
        "Benefits that are in force": benefit_in_force(matter, ("housing",), until, language, renewed=False),
        "Benefits that are renewed": benefit_in_force(matter, ("housing",), until, language, renewed=True),
        "Benefits that end with the recognition": benefit_ended(matter, ending, Event.RECOGNITION_ENDED, "", bodies, language),
        "Benefits that are not renewed": benefit_ended(
            matter, {"housing": Event.RECEIVED}, Event.RENEWAL_REFUSED, "已取得自有住房", bodies, language
        ),
    }
