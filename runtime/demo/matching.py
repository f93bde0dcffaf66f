"""配套演示。A national project matched year by year: admitted, paid for last year, cut, reclaimed, and accepted upstream (clause 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from policy.working_days import BEIJING
from runtime.demo.client import DemoClient
from runtime.demo.walk import GOOD_ACCOUNT, PDF, WAN_FEN, Walk, yuan_of
from runtime.demo.words import APPROVED, RECOMMENDED, SERVED, SYSTEM

ITEM = "state-project-match"
APPLICANT, OFFICER, HEAD, DEPUTY = "applicant-chenxin", "officer-sti-1", "approver-sti-1", "approver-sti-2"


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one project from its admission to the upstream's acceptance. Needs a running `etown run`."""
    _Matching(client, progress).all_the_way()


class _Matching(Walk):
    """One project on its way, and its claims."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        self._this_year = datetime.now(BEIJING).year
        self._last_year = self._this_year - 1
        self._upstream_no = f"DEMO-{self.client.mark(6)}"
        self._project = ""
        self._uscc = next(person["enterprise"] for person in client.people() if person["id"] == APPLICANT)

    def all_the_way(self) -> None:
        """Take it to the upstream's acceptance."""
        self._upstream(Text("批准立项，已拨付两个年度的经费", "approved the project and paid two years of it"))
        self._admit()
        first = self._claim(self._last_year)
        self._pay(first)
        self._upstream(Text("核减本年度经费", "cut this year's money"), status="reduced", taken_this_year=300)
        self._look("active")
        second = self._claim(self._this_year)
        self._pay(second)
        took = Text("收回上年度经费的三分之一", "took back a third of last year's money")
        self._upstream(took, status="reduced", taken_this_year=300, taken_last_year=100)
        self._look("active")
        self._reclaim()
        self._upstream(Text("项目通过验收", "accepted the project"), status="completed", taken_this_year=300, taken_last_year=100)
        self._look("closing")
        self._years()

    def _upstream(self, what: Text, *, status: str = "active", taken_this_year: int = 0, taken_last_year: int = 0) -> None:
        """Let state or city say something of the project; amounts are in 万元."""
        received = [
            {"year": self._last_year, "fen": 300 * WAN_FEN, "recovered_fen": taken_last_year * WAN_FEN},
            {"year": self._this_year, "fen": 500 * WAN_FEN, "recovered_fen": taken_this_year * WAN_FEN},
        ]
        project = {
            "uscc": self._uscc,
            "level": "national",
            "title": "演示国家重点研发计划",
            "status": status,
            "approved_fen": 800 * WAN_FEN,
            "received": received,
        }
        self.client.enter_upstream_project(self._upstream_no, project)
        self.say(Text("上级部门", "upstream"), what)

    def _admit(self) -> None:
        draft = {
            "item_code": ITEM,
            "project_no": self._upstream_no,
            "upstream_level": "national",
            "title": "演示国家重点研发计划",
            "fits_direction": True,
            "begins_on": f"{self._last_year}-01-01",
            "ends_on": f"{self._this_year + 2}-12-31",
        }
        self._project = self.client.create(APPLICANT, "/projects", draft)["number"]
        self.client.create(APPLICANT, f"/projects/{self._project}/submit")
        filed = self.client.wait_for_stage("auditor", self._project, "admission", resource="projects")
        zh = f"申报{self._project}，上级登记中有该项目"
        self.say(APPLICANT, Text(zh, f"filed {self._project}; the upstream registry recognises it"), filed)
        fits = {"decision": "admission_recommended", "fits_direction": True, "opinion": "符合主导产业方向"}
        fitting = Text("认为符合本区产业方向", "found that it fits the area's direction")
        self.do(OFFICER, self._project, "admission", fits, fitting)
        self.do(HEAD, self._project, "admission_confirmation", {"decision": "admitted"}, Text("确认入库", "confirmed the admission"))

    def _claim(self, year: int) -> str:
        claim = self.client.create(APPLICANT, f"/projects/{self._project}/claims", {"funding_year": year})
        for evidence in self.client.get(None, f"/items/{ITEM}")["evidence"]:
            self.client.upload(APPLICANT, claim["id"], evidence["code"], f"{evidence['code']}.pdf", PDF)
        submitted, number = self.client.create(APPLICANT, f"/applications/{claim['id']}/submit"), str(claim["number"])
        self.say(APPLICANT, Text(f"申领{year}年度，编号{number}", f"claimed {year} with {number}"), submitted)
        accepted = Text("予以受理，正在查询上级登记", "accepted it; the upstream registry is asked")
        self.do(OFFICER, number, "acceptance", {"decision": "accepted"}, accepted)
        self.do(OFFICER, number, "desk_review", {"decision": "recommended", "opinion": "符合条件"}, RECOMMENDED)
        assessed = self.client.wait_for_stage("auditor", number, "decision")
        fen = assessed["award_fen"]
        zh = f"按上级实际拨付核定：{write_official(fen)}"
        self.say(SYSTEM, Text(zh, f"assessed by what the upstream kept paying: {yuan_of(fen)}"), assessed)
        return number

    def _pay(self, claim: str) -> None:
        self.do(HEAD, claim, "decision", {"decision": "approved", "opinion": "同意"}, APPROVED)
        self.client.wait_for_stage("auditor", claim, "commitment")
        self.sign(APPLICANT, claim, GOOD_ACCOUNT)
        self.release(claim)
        self.see_paid(claim)

    def _look(self, stage: str) -> None:
        before = self.client.get(OFFICER, f"/projects/{self._project}")["particulars"]["looked_at"]
        self.client.create(OFFICER, f"/projects/{self._project}/upstream-look")
        looked = Text("对上级登记的年度核对", "a look at the upstream")
        found = self.client.wait_until(lambda: self._looked_since(before), looked)
        said = Text("不待3月1日，即时核对上级登记", "had the upstream looked at now instead of on 1 March")
        self.say(OFFICER, said, found)
        self.client.wait_for_stage("auditor", self._project, stage, resource="projects")

    def _looked_since(self, before: str) -> dict[str, Any] | None:
        found: dict[str, Any] = self.client.get(OFFICER, f"/projects/{self._project}")
        return found if found["particulars"]["looked_at"] != before else None

    def _reclaim(self) -> None:
        demand = self.client.wait_until(self._demand, Text("追回", "a clawback"))
        clawback, fen = demand["number"], demand["amount_fen"]
        zh = f"提出追回{clawback}：{write_official(fen)}，为上级收回后不应再支持的部分"
        en = f"proposed {clawback}: {yuan_of(fen)}, what the clause does not give for what remains"
        self.say(SYSTEM, Text(zh, en), demand)
        self.do(DEPUTY, clawback, "clawback_approval", {"decision": "demand_approved"}, SERVED)
        self.pay_back(APPLICANT, clawback)

    def _demand(self) -> dict[str, Any] | None:
        """Return the clawback of this walk that waits for its approval."""
        asked = {"cause": "upstream_recovery", "enterprise": self._uscc, "stage": "proposed"}
        found: list[dict[str, Any]] = self.client.get("auditor", "/clawbacks", **asked)["items"]
        return found[0] if found else None

    def _years(self) -> None:
        for year in self.client.get(APPLICANT, f"/projects/{self._project}/claims"):
            which, *sums = (year[name] for name in ("year", "upstream_net_fen", "paid_fen", "reclaimed_fen"))
            left, paid, back = (write_official(fen) for fen in sums)
            zh = f"{which}年度：上级实际拨付{left}，配套{paid}，其中追回{back}"
            left, paid, back = (yuan_of(fen) for fen in sums)
            self.say(SYSTEM, Text(zh, f"{which}: the upstream left {left}; {paid} matched, {back} of it reclaimed"))
        completed = self.client.wait_for_stage("auditor", self._project, "completed", resource="projects")
        over = Text("最后一次申领的期限已过，项目结项", "the time for a last claim is over; the project is completed")
        self.say(SYSTEM, over, completed)
