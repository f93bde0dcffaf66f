"""再决定演示。A paid award is decided anew twice: a supplement is paid by corrected facts, then a debt is found, heard and paid back."""

from __future__ import annotations

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import Walk, yuan_of
from runtime.demo.words import SERVED, SYSTEM, TREASURY

ITEM = "science-award"
APPLICANT, OFFICER = "applicant-chenxin", "officer-sti-1"
DEPUTY, THIRD_APPROVER = "approver-sti-2", "approver-sti-3"
OUTCOMES = {"supplement": "应予补充", "debt": "应予退回"}


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
        number, outcome = str(found["number"]), found["outcome"]
        before, after = (found["reckoning"][name] for name in ("before_fen", "after_fen"))
        zh = f"依据更正的信息提出再决定{number}：{write_official(before)} → {write_official(after)}，{OUTCOMES[outcome]}"
        self.say(OFFICER, Text(zh, f"proposed {number} by corrected facts: {yuan_of(before)} → {yuan_of(after)}, {outcome}"), found)
        return number

    def _supplement(self) -> None:
        number = self._propose("first", "获奖等级登记有误，应为一等奖")
        decided = Text("作出再决定（该审批人未作出原决定）", "decided it; had not decided the award")
        self.do(DEPUTY, number, "redecision_decision", {"decision": "redecided"}, decided)
        self.release(number)
        paid = self.client.wait_for_stage("auditor", number, "supplemented", resource="redecisions")
        fen = paid["paid_fen"]
        self.say(TREASURY, Text(f"已补充拨付{write_official(fen)}", f"paid a supplement of {yuan_of(fen)}"), paid)

    def _demand(self) -> None:
        number = self._propose("other", "获奖证书已由颁奖单位撤销")
        statement = {"decision": "statement_made", "reason": "请核实撤销文件"}
        self.do(APPLICANT, number, "redecision_statement", statement, Text("在决定前进行陈述", "was heard before the decision"))
        decision = {"decision": "redecided", "reason": "经向颁奖单位核实，撤销文件属实"}
        answered = Text("作出再决定并答复陈述", "decided it and answered the statement")
        self.do(THIRD_APPROVER, number, "redecision_decision", decision, answered)
        self.client.wait_for_stage("auditor", number, "reclaimed", resource="redecisions")
        demands = self.client.get("auditor", "/clawbacks?cause=correction")["items"]
        demand = next(one for one in demands if one["application_number"] == self._award)
        claim, fen = str(demand["number"]), demand["amount_fen"]
        zh = f"提出追回{claim}：{write_official(fen)}，含原支持和补充"
        self.say(SYSTEM, Text(zh, f"proposed {claim}: {yuan_of(fen)}, award and supplement"), demand)
        self.do(DEPUTY, claim, "clawback_approval", {"decision": "demand_approved"}, SERVED)
        self.pay_back(APPLICANT, claim)
