"""配套演示。A national project matched year by year: admitted, paid for last year, cut, reclaimed, and accepted upstream (clause 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.progress import Progress

from policy.working_days import BEIJING
from runtime.demo.client import DemoClient
from runtime.demo.walk import GOOD_ACCOUNT, PDF, WAN_FEN, Walk, yuan_of

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
        self._upstream("approved the project and paid two years of it")
        self._admit()
        first = self._claim(self._last_year)
        self._pay(first)
        self._upstream("cut this year's money", status="reduced", taken_this_year=300)
        self._look("active")
        second = self._claim(self._this_year)
        self._pay(second)
        self._upstream("took back a third of last year's money", status="reduced", taken_this_year=300, taken_last_year=100)
        self._look("active")
        self._reclaim()
        self._upstream("accepted the project", status="completed", taken_this_year=300, taken_last_year=100)
        self._look("closing")
        self._years()

    def _upstream(self, what: str, *, status: str = "active", taken_this_year: int = 0, taken_last_year: int = 0) -> None:
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
        self.say("upstream", what, status)

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
        self.client.wait_for_stage("auditor", self._project, "admission", resource="projects")
        self.say(APPLICANT, f"filed {self._project}; the upstream registry recognises it", "admission")
        fits = {"decision": "admission_recommended", "fits_direction": True, "opinion": "符合主导产业方向"}
        self.do(OFFICER, self._project, "admission", fits, "found that it fits the area's direction")
        self.do(HEAD, self._project, "admission_confirmation", {"decision": "admitted"}, "confirmed the admission")

    def _claim(self, year: int) -> str:
        claim = self.client.create(APPLICANT, f"/projects/{self._project}/claims", {"funding_year": year})
        for evidence in self.client.get(None, f"/items/{ITEM}")["evidence"]:
            self.client.upload(APPLICANT, claim["id"], evidence["code"], f"{evidence['code']}.pdf", PDF)
        self.client.create(APPLICANT, f"/applications/{claim['id']}/submit")
        self.say(APPLICANT, f"claimed {year} with {claim['number']}", "acceptance")
        self.do(OFFICER, claim["number"], "acceptance", {"decision": "accepted"}, "accepted it; the upstream registry is asked")
        self.do(OFFICER, claim["number"], "desk_review", {"decision": "recommended", "opinion": "符合条件"}, "recommended it")
        assessed = self.client.wait_for_stage("auditor", claim["number"], "decision")
        self.say("system", f"assessed by what the upstream kept paying: {yuan_of(assessed['award_fen'])}", "decision")
        return str(claim["number"])

    def _pay(self, claim: str) -> None:
        self.do(HEAD, claim, "decision", {"decision": "approved", "opinion": "同意"}, "approved it")
        self.client.wait_for_stage("auditor", claim, "commitment")
        self.sign(APPLICANT, claim, GOOD_ACCOUNT, "signed the commitment to stay")
        self.release(claim)
        paid = self.client.wait_for_stage("auditor", claim, "in_force")
        self.say("treasury", f"paid {yuan_of(paid['paid_fen'])}", "in_force")

    def _look(self, stage: str) -> None:
        before = self.client.get(OFFICER, f"/projects/{self._project}")["particulars"]["looked_at"]
        self.client.create(OFFICER, f"/projects/{self._project}/upstream-look")
        found = self.client.wait_until(lambda: self._looked_since(before), "a look at the upstream")
        self.say(OFFICER, "had the upstream looked at now instead of on 1 March", found["stage"]["code"])
        self.client.wait_for_stage("auditor", self._project, stage, resource="projects")

    def _looked_since(self, before: str) -> dict[str, Any] | None:
        found: dict[str, Any] = self.client.get(OFFICER, f"/projects/{self._project}")
        return found if found["particulars"]["looked_at"] != before else None

    def _reclaim(self) -> None:
        demand = self.client.wait_until(self._demand, "a clawback")
        clawback, amount = demand["number"], yuan_of(demand["amount_fen"])
        self.say("system", f"proposed {clawback}: {amount}, what the clause does not give for what remains", "proposed")
        self.do(DEPUTY, clawback, "clawback_approval", {"decision": "demand_approved"}, "approved the demand; it is served")
        self.pay_back(APPLICANT, clawback)

    def _demand(self) -> dict[str, Any] | None:
        """Return the clawback of this walk that waits for its approval."""
        asked = {"cause": "upstream_recovery", "enterprise": self._uscc, "stage": "proposed"}
        found: list[dict[str, Any]] = self.client.get("auditor", "/clawbacks", **asked)["items"]
        return found[0] if found else None

    def _years(self) -> None:
        for year in self.client.get(APPLICANT, f"/projects/{self._project}/claims"):
            upstream, paid, back = (yuan_of(year[name]) for name in ("upstream_net_fen", "paid_fen", "reclaimed_fen"))
            self.say("system", f"{year['year']}: the upstream left {upstream}; {paid} matched, {back} of it reclaimed", "closing")
        self.client.wait_for_stage("auditor", self._project, "completed", resource="projects")
        self.say("system", "the time for a last claim is over; the project is completed", "completed")
