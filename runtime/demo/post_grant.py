"""后补助演示。A challenge or a scenario from its call to money paid: solutions compete, one delivers, is accepted and audited (3, 14)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.processes.post_grant.task_book import RECTIFICATION_DAYS_MOST
from policy.text import Text
from policy.working_days import BEIJING
from runtime.demo.client import DemoClient
from runtime.demo.walk import GOOD_ACCOUNT, PDF, WAN_FEN, Walk, yuan_of
from runtime.demo.words import COMMITTED, IN_FORCE, PRE_COMMITTED, PUBLIC, SYSTEM

CHALLENGE, SCENARIO = "challenge-post-grant", "scenario-project"
WINNER = "applicant-chenxin"
# Who answers the call, and what their panels will think of it.
POINTS = {WINNER: 91, "applicant-yunheng": 83, "applicant-qinghe": 76}
WINDOW = timedelta(seconds=20)
COST_FEN = 280 * WAN_FEN
CALL: dict[str, Any] = {
    "title": {"zh": "演示榜单：关键零部件", "en": "Demonstration: key components"},
    "challenges": [{"no": 1, "title": "光刻对准模块", "requirement": "对准精度2纳米", "budget_hint_fen": 300 * WAN_FEN}],
    "criteria": [{"title": "创新性与可行性", "description": "与国际先进水平比较"}],
}
SOLUTION = {"approach": "自研对准算法与传感器", "team": "12人，3名博士", "planned_cost_fen": 300 * WAN_FEN, "months": 24}
MILESTONES = (("样机", 180, "样机测试报告"), ("小批量", 360, "用户试用报告"))


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one call and its solutions to the end. Needs a running `etown run`."""
    PostGrant(client, progress).all_the_way()


def walk_scenario(client: DemoClient, progress: Progress) -> None:
    """Take one list of scenarios and the solutions to it to the end. Needs a running `etown run`."""
    PostGrant(client, progress, SCENARIO, "econ").all_the_way()


class PostGrant(Walk):
    """One call on its way, and the solutions to it.

    Args:
        client: The API, as demo people use it.
        progress: Where steps are shown.
        item: What the call is for.
        department: Whose it is.
    """

    def __init__(self, client: DemoClient, progress: Progress, item: str = CHALLENGE, department: str = "sti") -> None:
        super().__init__(client, progress)
        self._item, self.officer, self.other_officer = item, f"officer-{department}-1", f"officer-{department}-2"
        self.head = f"approver-{department}-1"
        self._call, self._won, self._award = "", "", ""

    def all_the_way(self) -> None:
        """Take it to paid."""
        self.begin()
        self.finish()

    def begin(self) -> None:
        """Take it to a task book in force."""
        self._ensure_rate()
        self._publish()
        numbers = {person: self._solve(person) for person in POINTS}
        for person, points in POINTS.items():
            self._evaluate(person, numbers[person], points)
        self._select(numbers)
        self._agree()

    def finish(self) -> None:
        """Take it from its milestones to paid."""
        self._deliver()
        self._accept()
        self._pay()

    def _ensure_rate(self) -> None:
        self.ensure_rule(self._item, {"rate": "0.30"}, (self.officer, self.other_officer))

    def _publish(self) -> None:
        window = self.client.in_time(WINDOW)
        call = CALL | {"item_code": self._item, "closes_at": (datetime.now(UTC) + window).isoformat()}
        self._call = self.client.create(self.officer, "/calls", call)["number"]
        submitted = self.client.create(self.officer, f"/calls/{self._call}/submit")
        drafted = Text(f"起草{self._call}，提请发布", f"drafted {self._call} and submitted it for publication")
        self.say(self.officer, drafted, submitted)
        published = Text(f"发布，征集期{window.seconds}秒", f"published it; open for {window.seconds} seconds")
        self.do(self.head, self._call, "call_approval", {"decision": "published"}, published)

    def _solve(self, person: str) -> str:
        draft = {"challenge_no": 1, "title": f"{person}的方案", "solution": SOLUTION}
        number: str = self.client.create(person, f"/calls/{self._call}/solutions", draft)["number"]
        self.client.upload(person, number, "solution", "solution.pdf", PDF, resource="projects")
        submitted = self.client.create(person, f"/projects/{number}/submit")
        self.say(person, Text(f"提交方案{number}", f"answered the call with {number}"), submitted)
        return number

    def _evaluate(self, person: str, number: str, points: int) -> None:
        accepted = Text(f"受理{person}的方案", f"accepted the solution of {person}")
        self.do(self.officer, number, "solution_check", {"decision": "solution_accepted"}, accepted)
        self.client.wait_for_stage("auditor", number, "review", resource="projects")
        self.score(number, points)

    def _select(self, numbers: dict[str, str]) -> None:
        task = self.client.wait_for_tasks(self.head, self._call, "selection")[0]
        ranked = self.client.get(self.head, f"/tasks/{task['id']}")["about"]["challenges"][0]["solutions"]
        best = ranked[0]
        winner = {"challenge_no": 1, "solution": best["number"], "reason": f"得分最高：{best['score']}"}
        answer = {"decision": "winners_selected", "winners": [winner]}
        scores = [str(row["score"]) for row in ranked]
        selected = Text(f"评分为{'、'.join(scores)}，择优确定入选方案", f"selected the best of {', '.join(scores)}")
        self.do(self.head, self._call, "selection", answer, selected)
        self._won, self._reserve = numbers[WINNER], [number for person, number in numbers.items() if person != WINNER]
        shown = self.client.wait_for_stage("auditor", self._won, "public_notice", "task_book", resource="projects")
        zh = "查看拟入选单位及其方案，可以实名提出异议"
        self.say(PUBLIC, Text(zh, "reads who is to take up the challenge with what, and may object by name"), shown)
        for person, number in numbers.items():
            stage = "task_book" if person == WINNER else "reserve"
            told = self.client.wait_for_stage("auditor", number, stage, resource="projects")
            self.say(SYSTEM, Text(f"告知{person}", f"told {person}"), told)

    def _agree(self) -> None:
        today = datetime.now(BEIJING).date()
        milestones = [
            {"title": title, "due_on": (today + timedelta(days=days)).isoformat(), "deliverable": shown}
            for title, days, shown in MILESTONES
        ]
        book = {"goals": "完成样机并小批量试用", "planned_cost_fen": 300 * WAN_FEN, "milestones": milestones}
        self._step(self.officer, "task_book_draft", {"decision": "task_book_drafted"} | book, Text("起草任务书", "drafted the task book"))
        asked = {"decision": "changes_requested", "reason": "小批量须多三个月"}
        self._step(WINNER, "task_book_signature", asked, Text("提出修改意见", "asked for changes"))
        milestones[1]["due_on"] = (today + timedelta(days=450)).isoformat()
        self._step(self.officer, "task_book_draft", {"decision": "task_book_drafted"} | book, Text("重新起草", "drafted it again"))
        signature = {"decision": "task_book_signed", "signatory": "陈思远", "agreed": True}
        self._step(WINNER, "task_book_signature", signature, Text("签署任务书（乙方）", "signed it"))
        signed = Text("签署任务书（甲方），实施期限起算", "countersigned it; three years begin")
        self._step(self.head, "task_book_countersignature", {"decision": "countersigned"}, signed)

    def _deliver(self) -> None:
        report = {"decision": "milestone_reported", "report": "已完成，见测试报告"}
        passed = {"decision": "milestone_passed", "findings": "指标达到"}
        days = min(60 * self.client.slack, RECTIFICATION_DAYS_MOST)
        order = {"decision": "rectification_ordered", "findings": "缺一项测试", "working_days": days, "reason": "请补测重复精度"}
        self._prove("milestone_report", "prototype.pdf")
        self._step(WINNER, "milestone_report", report, Text("报告第一个里程碑", "reported the first milestone"))
        self._step(self.officer, "milestone_check", order, Text("责令整改", "ordered it to be rectified"))
        self._prove("milestone_report", "repeatability.pdf")
        self._step(WINNER, "milestone_report", report, Text("再次报告", "reported it again"))
        self._step(self.officer, "milestone_check", passed, Text("检查通过", "let it pass"))
        self._prove("milestone_report", "small-series.pdf")
        self._step(WINNER, "milestone_report", report, Text("报告第二个里程碑", "reported the second milestone"))
        self._step(self.officer, "milestone_check", passed, Text("检查通过", "let it pass"))

    def _accept(self) -> None:
        self.client.wait_for_stage("auditor", self._won, "final_acceptance", resource="projects")
        self._prove("acceptance_report", "acceptance.pdf")
        reported = {"decision": "final_reported", "report": "全部指标达到"}
        self._step(WINNER, "final_report", reported, Text("申请验收", "applied for acceptance"))
        inspected = {"decision": "inspected", "findings": "指标达到", "recommend": True}
        self._step(self.officer, "final_inspection", inspected, Text("现场查验", "inspected it"))
        accepted = {"decision": "acceptance_passed", "opinion": "通过"}
        self._step(self.head, "final_decision", accepted, Text("验收通过", "passed it"))
        listed = (one["code"] for one in self.client.get(None, f"/items/{self._item}")["evidence"])
        self._prove(next(code for code in listed if code.endswith("_audit")), "audit.pdf")
        audit = {"audited_cost_fen": COST_FEN, "auditor": "演示会计师事务所", "report_no": "演审字〔2026〕1号"}
        cost = Text(f"确认审定成本{write_official(COST_FEN)}", f"confirmed the audited cost {yuan_of(COST_FEN)}")
        self._step(self.other_officer, "cost_audit", {"decision": "cost_audited"} | audit, cost)

    def _pay(self) -> None:
        project = self.client.wait_for_stage("auditor", self._won, "completed", resource="projects")
        self._award = project["awards"][0]["number"]
        self.say(SYSTEM, Text(f"项目转入{self._award}", f"carried it over to {self._award}"), project)
        assessed = self.client.wait_for_stage("auditor", self._award, "decision")
        fen = assessed["award_fen"]
        said = Text(f"再次核验，核定金额：{write_official(fen)}", f"verified again and assessed: {yuan_of(fen)}")
        self.say(SYSTEM, said, assessed)
        self.do(self.head, self._award, "decision", {"decision": "approved", "opinion": "同意"}, PRE_COMMITTED)
        self.say(SYSTEM, COMMITTED, self.client.wait_for_stage("auditor", self._award, "commitment"))
        self.sign(WINNER, self._award, GOOD_ACCOUNT)
        self.release(self._award)
        self.see_paid(self._award, IN_FORCE)
        for number in self._reserve:
            released = self.client.wait_for_stage("auditor", number, "not_selected", resource="projects")
            zh = f"入选单位已获拨付，候补的{number}不再保留"
            self.say(SYSTEM, Text(zh, f"released {number}, which had stood by until the winner was paid"), released)

    def _prove(self, code: str, name: str) -> None:
        """Upload a document; each is another file, as what shows one milestone does not show the next."""
        content = PDF + f"% {name}\n".encode()
        self.client.upload(WINNER, self._won, code, name, content, resource="projects")

    def _step(self, person: str, kind: str, answer: dict[str, Any], what: Text) -> None:
        self.do(person, self._won, kind, answer, what)
