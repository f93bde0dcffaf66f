"""揭榜方案文书示例。The papers of a solution to a call as a page shows them, written by the code that writes those that are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.solution_notice import Told, solution_paper
from policy.letters.task_book import Signed, task_book
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.post_grant.lifecycle import Event
from policy.processes.reconsideration.steps import ReconsiderationEvent

_DAY, _UNTIL, _NOTICE = date(2026, 5, 11), date(2026, 6, 1), date(2026, 5, 18)
_ABOUT = ("高精度光刻对准算法", "CL-2026-000002", 1)
_NOT_IN_AREA: Final = {
    "code": "taxed_in_area",
    "clause": "保障措施",
    "text": {"zh": "在亦庄新城纳税", "en": "It pays its taxes in the area"},
}
_SHOWN: Final[Mapping[str, tuple[str, Told]]] = {
    "A solution that is not taken in": (Event.SOLUTION_REFUSED, Told(*_ABOUT, reason="方案与榜单要求无关", until=_UNTIL)),
    "A solution of an enterprise that may not take part": (Event.FOUND_INELIGIBLE, Told(*_ABOUT, [_NOT_IN_AREA], until=_UNTIL)),
    "A solution that is to be selected": (Event.SELECTED, Told(*_ABOUT, reason="得分最高", notice_until=_NOTICE)),
    "A solution that takes the place of a winner": (
        Event.SELECTED,
        Told(*_ABOUT, reason="得分次之，方案可行", stood_by=True, notice_until=_NOTICE),
    ),
    "A solution that is selected": (NoticeEvent.NOTICE_CLEARED, Told(*_ABOUT)),
    "A solution that is selected no longer after an objection": (
        NoticeEvent.OBJECTION_UPHELD,
        Told(*_ABOUT, reason="核心专利不属于申报单位", until=_UNTIL),
    ),
    "A solution that is handled anew": (
        ReconsiderationEvent.RECONSIDERATION_GRANTED,
        Told(*_ABOUT, reason="专利权属证明属实"),
    ),
    "A solution whose refusal stands": (ReconsiderationEvent.RECONSIDERATION_DISMISSED, Told(*_ABOUT, reason="专利权属仍有争议")),
    "A solution in reserve": (Event.PUT_IN_RESERVE, Told(*_ABOUT, score="83.33")),
    "A solution that is not selected": (Event.NOT_SELECTED, Told(*_ABOUT, score="71.50")),
    "A solution in reserve that takes nobody's place": (
        Event.NOT_SELECTED,
        Told(*_ABOUT, reason="任务已另行安排", score="83.33", stood_by=True),
    ),
    "A solution whose call was cancelled": (Event.CALL_CANCELLED, Told(*_ABOUT, reason="政策调整")),
    "A solution that was not corrected in time": (AcceptanceEvent.CORRECTION_LAPSED, Told(*_ABOUT)),
    "A winner that did not sign its task book": (Event.TASK_BOOK_LAPSED, Told(*_ABOUT)),
    "A project that is accepted": (Event.ACCEPTANCE_PASSED, Told(*_ABOUT)),
    "A project that is not accepted": (Event.ACCEPTANCE_FAILED, Told(*_ABOUT, reason="主要指标未达到任务书要求", until=_UNTIL)),
    "A project that is ended": (Event.PROJECT_TERMINATED, Told(*_ABOUT, reason="里程碑逾期，无法完成", until=_UNTIL)),
    "A project that goes on after reconsideration": (Event.PROJECT_REOPENED, Told(*_ABOUT, reason="延误系不可抗力所致")),
    "A project whose end stands": (Event.FAILURE_UPHELD, Told(*_ABOUT, reason="延误非不可抗力所致")),
}

_SIGNED: Final = Signed(
    *_ABOUT,
    "周明远",
    {
        "goals": "研制套刻误差不高于2纳米的对准算法，并在一条产线上验证",
        "planned_cost_fen": 1_200_000_000,
        "budget": [{"heading": "equipment", "fen": 500_000_000}, {"heading": "operations", "fen": 700_000_000}],
        "milestones": [
            {"title": "样机", "due_on": "2027-03-31", "deliverable": "样机及第三方检测报告"},
            {"title": "产线验证", "due_on": "2028-12-31", "deliverable": "连续运行三个月的验证报告"},
        ],
        "partners": [{"name": "演示光学研究院", "uscc": "12110000MB0DA00021", "part": "光学系统标定"}],
    },
)


def papers_of_solutions(name: str, bodies: Bodies, language: str) -> Mapping[str, Paper]:
    """Return the papers of solutions, by what they show."""
    item, matter = ITEMS["challenge-post-grant"], Matter("PG-2026-000003", name, "sti", _DAY)
    papers = {title: solution_paper(item, matter, event, told, bodies, language) for title, (event, told) in _SHOWN.items()}
    return papers | {"A task book that both have signed": task_book(item, matter, _SIGNED, language)}
