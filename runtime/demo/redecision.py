"""再决定演示。A paid award is decided anew twice: a supplement is paid by corrected facts, then a debt is found, heard and paid back."""

from __future__ import annotations

from rich.progress import Progress

from runtime.demo.client import DemoClient, stage_of
from runtime.demo.walk import Walk, yuan_of

ITEM = "science-award"
APPLICANT, OFFICER = "applicant-chenxin", "officer-sti-1"
DEPUTY, THIRD_APPROVER = "approver-sti-2", "approver-sti-3"


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one award to paid, decide it anew with a supplement, and again with a debt. Needs a running `etown run`."""
    _Anew(client, progress).all_the_way()


class _Anew(Walk):
    """One award, and what is decided anew of it."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        self._award = ""

    def all_the_way(self) -> None:
        """Pay it, add to it, and ask all of it back."""
        self._pay()
        self._supplement()
        self._demand()

    def _pay(self) -> None:
        certificate = {"certificate_no": f"BJ-{self.client.mark(6)}"}
        self._award = self.draft(APPLICANT, ITEM, certificate, {"prize": "beijing_tech_invention", "grade": "second"})
        self.pay(APPLICANT, self._award)

    def _propose(self, grade: str, reason: str) -> str:
        body = {"application": self._award, "facts": {"grade": grade}, "paper": "《关于更正获奖等级的函》", "reason": reason}
        found = self.client.create(OFFICER, "/redecisions", body)
        before, after = (yuan_of(found["reckoning"][name]) for name in ("before_fen", "after_fen"))
        self.say(OFFICER, f"proposed {found['number']} by corrected facts: {before} → {after}, {found['outcome']}", stage_of(found))
        return str(found["number"])

    def _supplement(self) -> None:
        number = self._propose("first", "获奖等级登记有误，应为一等奖")
        self.do(DEPUTY, number, "redecision_decision", {"decision": "redecided"}, "decided it; had not decided the award")
        self.release(number)
        paid = self.client.wait_for_stage("auditor", number, "supplemented", resource="redecisions")
        self.say("treasury", f"paid a supplement of {yuan_of(paid['paid_fen'])}", "supplemented")

    def _demand(self) -> None:
        number = self._propose("other", "获奖证书已由颁奖单位撤销")
        statement = {"decision": "statement_made", "reason": "请核实撤销文件"}
        self.do(APPLICANT, number, "redecision_statement", statement, "was heard before the decision")
        decision = {"decision": "redecided", "reason": "经向颁奖单位核实，撤销文件属实"}
        self.do(THIRD_APPROVER, number, "redecision_decision", decision, "decided it and answered the statement")
        self.client.wait_for_stage("auditor", number, "reclaimed", resource="redecisions")
        demands = self.client.get("auditor", "/clawbacks?cause=correction")["items"]
        demand = next(one for one in demands if one["application_number"] == self._award)
        self.say("system", f"proposed {demand['number']}: {yuan_of(demand['amount_fen'])}, award and supplement", "proposed")
        self.do(DEPUTY, demand["number"], "clawback_approval", {"decision": "demand_approved"}, "approved the demand; it is served")
        self.pay_back(APPLICANT, str(demand["number"]))
