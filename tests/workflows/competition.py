"""A call and the solutions to it, acted on by people as the API would."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from models.tables import Application, Call, Document, PostGrantProject
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.working_days import BEIJING
from tests.office import (
    ACCOUNT,
    APPLICANT,
    DEPUTY,
    HEAD,
    MOMENT,
    OFFICER,
    OTHER_OFFICER,
    SCORES,
    THIRD_OFFICER,
    WAN,
    Case,
    Office,
    message,
    person,
)
from tests.office.milestones import reached

ITEM = "challenge-post-grant"
YUNHENG, QINGHE, HAIXI = person("applicant-yunheng"), person("applicant-qinghe"), person("applicant-haixi")
WINDOW = timedelta(days=30)
SOLUTION = {"approach": "自研光刻对准算法", "team": "12人", "planned_cost_fen": 300 * WAN, "months": 24}
TASK_BOOK = {"decision": "task_book_drafted", "goals": "样机", "planned_cost_fen": 300 * WAN}
SIGNATURE = {"decision": "task_book_signed", "signatory": "陈思远", "agreed": True}
AUDIT = {"decision": "cost_audited", "audited_cost_fen": 280 * WAN, "auditor": "演示会计师事务所", "report_no": "审字1号"}


@dataclass
class Competition:
    """One call, and whoever handles it in its department.

    Attributes:
        office: The running parts.
        item: What it is a call for.
        durations: Of nothing; the office has them.
        staff: Officer, another officer, and the head of the item's department.
    """

    office: Office
    item: str = ITEM
    staff: tuple[Actor, Actor, Actor] = (OFFICER, OTHER_OFFICER, HEAD)
    case: Case = field(init=False)

    @property
    def officer(self) -> Actor:
        return self.staff[0]

    @property
    def other_officer(self) -> Actor:
        return self.staff[1]

    @property
    def head(self) -> Actor:
        return self.staff[2]

    async def submit(self, *, opens_at: datetime | None = None, closes_at: datetime | None = None, winners: int = 1) -> Case:
        """Draft a call with two challenges, and submit it for publication."""
        row = Call(
            number=f"CALL-2026-{uuid.uuid4().hex[:8]}",
            item_code=self.item,
            department=item_called(self.item).departments[0],
            created_by=self.officer.subject,
            title_zh="2026年第一批榜单",
            title_en="First list of 2026",
            challenges=[
                {"no": 1, "title": "光刻对准", "requirement": "精度2纳米", "winners": winners},
                {"no": 2, "title": "机器人关节", "requirement": "寿命一万小时", "winners": 1},
            ],
            criteria=[{"title": "创新性", "description": "与国际水平比较"}],
            opens_at=opens_at or datetime.now(UTC),
            closes_at=closes_at or datetime.now(UTC) + WINDOW,
        )
        await self.office.add(row)
        self.case = await self.office.begin(row, self.officer, row.title_zh)
        return self.case

    async def publish(self, **given: Any) -> Case:
        """Have it approved."""

        async def walk() -> Case:
            await self.submit(**given)
            await self.case.answer("call_approval", self.head, decision="published")
            return self.case

        # Days that somebody gave are their own.
        self.case = await (walk() if given else reached(self.office, f"{self.item} published", walk))
        return self.case

    async def draft(self, applicant: Actor = APPLICANT, *, challenge_no: int = 1, evidence: bool = True) -> PostGrantProject:
        """Draft a solution."""
        row = PostGrantProject(
            number=f"PG-2026-{uuid.uuid4().hex[:8]}",
            item_code=self.item,
            department=item_called(self.item).departments[0],
            created_by=applicant.subject,
            call_id=self.case.id,
            challenge_no=challenge_no,
            enterprise_uscc=applicant.enterprise,
            title="对准算法",
            solution=SOLUTION,
        )
        await self.office.add(row)
        if evidence:
            await self.upload(row)
        return row

    async def upload(self, row: PostGrantProject, code: str = "solution") -> None:
        """Add the text of the solution, or another piece of evidence."""
        # No two files are the same: what shows one milestone does not show another.
        described = {"file_name": f"{code}.pdf", "media_type": "application/pdf", "size_bytes": 1, "sha256": uuid.uuid4().hex * 2}
        await self.office.add(Document(case_id=row.id, evidence_code=code, uploaded_by=row.created_by, **described))

    async def solve(self, applicant: Actor = APPLICANT, **given: Any) -> Case:
        """Draft and submit a solution."""
        row = await self.draft(applicant, **given)
        return await self.office.begin(row, applicant, "对准算法")

    async def evaluate(self, project: Case, points: int = 80, votes: tuple[bool, ...] = (True, True, True)) -> None:
        """Accept a solution, and let its panel score it."""
        await project.answer("solution_check", self.officer, decision="solution_accepted")
        await project.reach("review")
        await score(project, points, votes)
        await project.reach("selection")

    async def close(self) -> None:
        """Let time pass to the end of the window."""
        await self.case.skip(WINDOW + MOMENT)
        await self.case.happened("window_closed")

    async def select(self, *projects: Case, challenge_no: int = 1) -> None:
        """Name the winners."""
        winners = [{"challenge_no": challenge_no, "solution": project.number, "reason": "得分最高"} for project in projects]
        await self.case.answer("selection", self.head, decision="winners_selected", winners=winners)

    async def _reached(self, milestone: str, walk: Callable[[], Awaitable[Case]]) -> Case:
        project = await reached(self.office, f"{self.item} {milestone}", walk)
        self.case = self.office.running((await self.office.all(select(Call).where(Call.id == (await project.row()).call_id)))[0])
        return project

    async def won(self, points: int = 80) -> Case:
        """Take one solution to its task book."""
        return await self._reached(f"won {points}", lambda: self._win(points))

    async def _win(self, points: int) -> Case:
        await self.publish()
        project = await self.solve()
        await self.evaluate(project, points)
        await self.close()
        await self.select(project)
        await cleared(project)
        return project

    async def candidates(self, *, winners: int = 1) -> tuple[Case, Case]:
        """Take two solutions to the first challenge, the second by another enterprise, to the selection."""

        async def walk() -> Case:
            await self.publish(winners=winners)
            solutions = await self.solve(), await self.solve(YUNHENG)
            for project in solutions:
                await self.evaluate(project)
            await self.close()
            return solutions[-1]

        second = await self._reached(f"candidates {winners}", walk)
        first = select(PostGrantProject).where(PostGrantProject.call_id == self.case.id, PostGrantProject.id != second.id)
        return self.office.running((await self.office.all(first))[0]), second

    async def sign(self, project: Case, days: tuple[int, ...] = (100, 200)) -> None:
        """Draft, sign and countersign a task book."""
        await project.answer("task_book_draft", self.officer, **task_book(*days))
        await project.answer("task_book_signature", APPLICANT, **SIGNATURE)
        await project.answer("task_book_countersignature", self.head, decision="countersigned")
        await project.reach("delivery")

    async def in_delivery(self, days: tuple[int, ...] = (100, 200)) -> Case:
        """Take one solution to its delivery."""

        async def walk() -> Case:
            project = await self.won()
            await self.sign(project, days)
            return project

        return await self._reached(f"in delivery {days}", walk)

    async def report(self, project: Case, report: str = "已完成") -> None:
        """Report a milestone with its document."""
        await self.upload(await project.row(), "milestone_report")
        await project.answer("milestone_report", APPLICANT, decision="milestone_reported", report=report)

    async def pass_milestone(self, project: Case) -> None:
        """Report a milestone and let it pass."""
        await self.report(project)
        await project.answer("milestone_check", self.officer, decision="milestone_passed", findings="属实")

    async def to_final(self) -> Case:
        """Take one solution through its only milestone to its final acceptance."""

        async def walk() -> Case:
            project = await self.in_delivery((100,))
            await self.pass_milestone(project)
            await project.reach("final_acceptance")
            return project

        return await self._reached("to final", walk)

    async def inspect(self, project: Case) -> None:
        """Apply for acceptance with its report, and inspect."""
        await self.upload(await project.row(), "acceptance_report")
        await project.answer("final_report", APPLICANT, decision="final_reported", report="申请验收")
        await project.answer("final_inspection", self.officer, decision="inspected", findings="指标达到", recommend=True)

    async def to_audit(self) -> Case:
        """Take one solution past its acceptance."""

        async def walk() -> Case:
            project = await self.to_final()
            await self.inspect(project)
            await project.answer("final_decision", self.head, decision="acceptance_passed")
            await project.reach("audit")
            return project

        return await self._reached("to audit", walk)

    async def audit(self, project: Case, **changes: Any) -> None:
        """Confirm the audited cost by the auditor's report."""
        item = item_called(self.item)
        assert item.carried_over is not None
        (report,) = item.showing(item.carried_over.cost_fen)
        await self.upload(await project.row(), report)
        await project.answer("cost_audit", self.other_officer, **AUDIT | changes)

    async def complete(self) -> tuple[Case, Case]:
        """Take one solution to its end, and return it with the application that carries its money."""
        project = await self.to_audit()
        await self.audit(project)
        await project.reach("completed")
        return project, await self.award(project)

    async def award(self, project: Case) -> Case:
        """Return the application a project was carried over to."""
        rows = await self.office.all(select(Application).where(Application.parent_id == project.id))
        assert len(rows) == 1
        return self.office.running(rows[0])

    async def pay(self, award: Case) -> Any:
        """Take the application to paid."""
        await award.answer("decision", self.head, decision="approved")
        await award.reach("public_notice")
        await award.clear_notice()
        signed = {"signatory": "陈思远", "position": "法定代表人", "agreed": True, "account": ACCOUNT}
        await award.answer("commitment", APPLICANT, decision="commitment_signed", **signed)
        await award.pay()
        return await award.reach("in_force")


async def cleared(project: Case) -> None:
    """Let the notice of a winner run, to its task book."""
    # On real time a notice may be over before anybody looks.
    await project.reach("public_notice", "task_book")
    await project.skip_until((await project.notice()).until + MOMENT)
    await project.reach("task_book")


async def score(project: Case, points: int, votes: tuple[bool, ...]) -> None:
    """Let a panel score, each expert the same."""
    scores = SCORES | {"scores": dict.fromkeys(("innovation", "feasibility", "benefit"), points)}
    for vote in votes:
        await project.answer("expert_review", decision="expert_scored", recommend=vote, **scores)


def task_book(*days: int) -> dict[str, Any]:
    """Return a task book with a milestone on each of the days from today."""
    today = datetime.now(BEIJING).date()
    return due_on(*(today + timedelta(days=day) for day in days))


def due_on(*dates: date) -> dict[str, Any]:
    """Return a task book with a milestone on each of some dates."""
    return TASK_BOOK | {"milestones": [milestone(on) for on in dates]}


def milestone(on: date) -> dict[str, Any]:
    """Return a milestone due on a day."""
    return {"title": f"节点{on}", "due_on": on.isoformat(), "deliverable": "测试报告"}


__all__ = [
    "AUDIT",
    "DEPUTY",
    "ITEM",
    "SIGNATURE",
    "THIRD_OFFICER",
    "Competition",
    "cleared",
    "due_on",
    "message",
    "milestone",
    "score",
    "task_book",
]
