"""认定文书示例。The papers of a recognition as a page shows them, written by the code that writes those that are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from policy.judging.recognised import KINDS
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.recognition_notice import (
    Recognised,
    recognition_ending,
    recognition_granted,
    recognition_kept,
    recognition_published,
    recognition_refused,
    recognition_renewed,
    recognition_revoked,
    renewal_refused,
    revocation_intended,
)
from policy.processes.notice.steps import NoticeEvent


def papers_of_recognitions(name: str, bodies: Bodies, language: str) -> Mapping[str, Paper]:
    """Return the papers of a recognition, by what they show."""
    day = date(2026, 5, 11)
    matter = Matter("RG-2026-000007", name, "sti", day)
    pool = Recognised(KINDS["patent_pool"], "车规芯片专利池", "RG-2026-000007", date(2026, 5, 25), date(2029, 5, 24))
    kept = Recognised(KINDS["qualification"], "高新技术企业证书", "GR202413000123", date(2026, 4, 20), date(2027, 11, 30))
    wanting = [{"code": "taxed_in_area", "clause": "保障措施", "text": {"zh": "在亦庄新城纳税", "en": "It pays its taxes in the area"}}]
    later = replace(matter, day=date(2029, 3, 25))
    return {
        "A recognition on public notice": recognition_published(pool, replace(matter, addressee=""), name, date(2026, 5, 18), language),
        "A recognition": recognition_granted(pool, matter, bodies, language),
        "A recognition that a list had": recognition_granted(pool, matter, bodies, language, imported=True),
        "A qualification that is kept": recognition_granted(kept, matter, bodies, language),
        "A recognition that is refused": recognition_refused(pool, matter, wanting, "", bodies, language),
        "A recognition that is refused after an objection": recognition_refused(
            pool, matter, [], "专利权属存在争议", bodies, language, at=NoticeEvent.OBJECTION_UPHELD
        ),
        "A recognition that is about to end": recognition_ending(pool, later, date(2029, 5, 8), language),
        "A qualification that is about to end": recognition_ending(kept, replace(matter, day=date(2027, 10, 1)), None, language),
        "A recognition that is renewed": recognition_renewed(replace(pool, valid_until=date(2032, 5, 24)), later, language),
        "A recognition that is not renewed": renewal_refused(pool, later, "入池专利已全部失效", bodies, language),
        "A recognition that is to be revoked": revocation_intended(
            pool, later, date(2029, 3, 1), "入池专利已全部失效", date(2029, 4, 9), language
        ),
        "A recognition that is not revoked after all": recognition_kept(
            pool, replace(matter, day=date(2029, 4, 20)), "入池专利已恢复有效", language
        ),
        "A recognition that is revoked": recognition_revoked(
            pool, replace(matter, day=date(2029, 4, 20)), date(2029, 3, 1), ["入池专利已全部失效", "事实清楚"], bodies, language, heard=True
        ),
    }
