"""贷款贴息演示。Loans confirmed by their bank, one by paper; interest claimed, corrected once for three departments, and paid (8, 10)."""

from __future__ import annotations

from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient, DemoError
from runtime.demo.recognition import enter_list
from runtime.demo.walk import GOOD_ACCOUNT, PDF, WAN_FEN, Walk, today, yuan_of
from runtime.demo.words import BANK, NOTICED, RECOMMENDED, SYSTEM
from sandbox.bank_loans import CONNECTED_BANK

APPLICANT, COMFIN, OTHER_COMFIN, HEAD = "applicant-chenxin", "officer-comfin-1", "officer-comfin-2", "approver-comfin-1"
STI, OTHER_STI, BIZCOOP = "officer-sti-1", "officer-sti-2", "officer-bizcoop-1"
PRINCIPAL_FEN, DAILY_FEN = 2000 * WAN_FEN, 200_000
AGREED = {"decision": "department_agreed", "opinion": "同意"}
CLAIMS: dict[str, Any] = {
    "upgrade_project": True,
    "performance_confirmed": True,
    "bank_in_area": True,
    "upgrade_filing_no": "京技改备〔2024〕1号",
    "upgrade_investment_fen": 5000 * WAN_FEN,
    "output_before_fen": 8000 * WAN_FEN,
    "output_after_fen": 9000 * WAN_FEN,
    "energy_before_kgce": 60,
    "energy_after_kgce": 50,
}


def walk(client: DemoClient, progress: Progress) -> None:
    """Take two loans into the register, and a claim to its payment. Needs a running `etown run`."""
    _Loans(client, progress).all_the_way()


class _Loans(Walk):
    """The loans of one enterprise."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        self._uscc = next(person["enterprise"] for person in client.people() if person["id"] == APPLICANT)
        self._year = today().year - 1

    def all_the_way(self) -> None:
        """Register, claim, correct once, pay, refuse an overlap, and end what is repaid; and claim as a member of a plan."""
        number = f"DEMO-DK-{self.client.mark(8)}"
        self._bank_has(number, self._uscc)
        loan = self._register(APPLICANT, "loan-interest", CONNECTED_BANK, number, COMFIN)
        registered = self.client.wait_for_stage("auditor", loan, "registered", resource="loans")
        self.say(BANK, Text("核实借款人、本金和期限无误", "confirmed borrower, principal and dates"), registered)
        claim = self._claim(APPLICANT, loan, "loan-interest", CLAIMS)
        self._correct_once(claim)
        self._pay(APPLICANT, claim, HEAD)
        self._overlap(loan)
        self._by_paper()
        self._bank_has(number, self._uscc, status="repaid", changed_on=today().isoformat())
        self.client.create(COMFIN, f"/loans/{loan}/look")
        repaid = self.client.wait_for_stage("auditor", loan, "repaid", resource="loans")
        self.say(BANK, Text("告知贷款已结清，贷款登记终止", "says that it is repaid; its registration has ended"), repaid)
        self._as_member()

    def _bank_has(self, number: str, uscc: str, **changes: Any) -> None:  # noqa: ANN401 - JSON
        days = {"begins_on": f"{self._year}-01-01", "ends_on": f"{self._year + 3}-12-31"}
        kept = {"uscc": uscc, "principal_fen": PRINCIPAL_FEN, **days, "daily_interest_fen": DAILY_FEN, "overdue_fen": 30_000}
        self.client.enter_bank_loan(CONNECTED_BANK, number, kept | changes)

    def _register(self, person: str, item: str, bank: str, number: str, officer: str) -> str:
        body = {"item_code": item, "bank": bank, "loan_no": number, "principal_fen": PRINCIPAL_FEN, "purpose": "购置智能化产线"}
        days = {"begins_on": f"{self._year}-01-01", "ends_on": f"{self._year + 3}-12-31"}
        loan = str(self.client.create(person, "/loans", body | days)["number"])
        self.client.upload(person, loan, "loan_contract", "loan_contract.pdf", PDF, resource="loans")
        submitted = self.client.create(person, f"/loans/{loan}/submit")
        zh = f"登记{bank}的贷款{loan}，本金{write_official(PRINCIPAL_FEN)}"
        self.say(person, Text(zh, f"filed loan {loan} of {yuan_of(PRINCIPAL_FEN)} from {bank}"), submitted)
        compared = Text("核对贷款合同", "compared its contract")
        self.do(officer, loan, "loan_check", {"decision": "accepted", "paper": "贷款合同第1页"}, compared)
        return loan

    def _claim(self, person: str, loan: str, item: str, claims: dict[str, Any]) -> str:
        period = {"begins_on": f"{self._year}-01-01", "ends_on": f"{self._year}-06-30"}
        claim = str(self.client.create(person, f"/loans/{loan}/claims", period | {"claims": claims})["number"])
        for evidence in self.client.get(None, f"/items/{item}")["evidence"]:
            self.client.upload(person, claim, evidence["code"], f"{evidence['code']}.pdf", PDF)
        submitted = self.client.create(person, f"/applications/{claim}/submit")
        said = Text(f"申领{self._year}年上半年贴息，编号{claim}", f"claimed the first half of {self._year} as {claim}")
        self.say(person, said, submitted)
        officer = COMFIN if item == "loan-interest" else STI
        accepted = Text("予以受理，由银行出具付息凭证", "accepted it; the bank certifies the interest")
        self.do(officer, claim, "acceptance", {"decision": "accepted"}, accepted)
        return claim

    def _correct_once(self, claim: str) -> None:
        named = {"decision": "defects_named", "opinion": "需补正"}
        filing = [{"code": "upgrade_filing_no", "reason": "请填写正式备案号"}]
        report = [{"code": "performance_report", "reason": "请加盖公章"}]
        said = Text("要求补正技改备案号", "wants the filing of the upgrade corrected")
        self.do(STI, claim, "joint_review", named | {"defects": filing}, said)
        said = Text("要求在产值能耗报告上加盖公章", "wants the report on output and energy stamped")
        self.do(BIZCOOP, claim, "joint_review", named | {"defects": report}, said)
        said = Text("同意，需补正的内容一次性告知申请单位", "agreed; now the applicant is asked once for all")
        self.do(COMFIN, claim, "joint_review", AGREED, said)
        self.client.wait_for_stage("auditor", claim, "correction")
        self.client.upload(APPLICANT, claim, "performance_report", "stamped.pdf", PDF + b"%stamped\n")
        explained = [{"code": "upgrade_filing_no", "explanation": "即为正式备案号，见备案文件"}]
        self.do(APPLICANT, claim, "correction", {"decision": "corrected", "explanations": explained}, Text("已补正", "corrected it"))
        self.do(COMFIN, claim, "acceptance", {"decision": "accepted"}, Text("再次受理", "accepted it again"))
        for officer, what in (
            (COMFIN, Text("对贷款和利息无异议", "agreed on the loan and its interest")),
            (STI, Text("对技术改造无异议", "agreed on the upgrade")),
            (BIZCOOP, Text("对产值和能耗无异议", "agreed on output and energy")),
        ):
            self.do(officer, claim, "joint_review", AGREED, what)

    def _pay(self, person: str, claim: str, head: str) -> None:
        assessed = self.client.wait_for_stage("auditor", claim, "decision")
        fen = assessed["award_fen"]
        zh = f"按利息的一半核定，不含逾期部分：{write_official(fen)}"
        self.say(SYSTEM, Text(zh, f"half of the interest, without what was overdue: {yuan_of(fen)}"), assessed)
        self.do(head, claim, "decision", {"decision": "approved"}, NOTICED)
        self.client.wait_for_stage("auditor", claim, "commitment")
        self.sign(person, claim, GOOD_ACCOUNT)
        self.release(claim)
        self.see_paid(claim)

    def _overlap(self, loan: str) -> None:
        again = {"begins_on": f"{self._year}-06-30", "ends_on": f"{self._year}-12-31", "claims": CLAIMS}
        try:
            self.client.create(APPLICANT, f"/loans/{loan}/claims", again)
        except DemoError as refused:
            said = Text(f"重复申领同一日的贴息，被拒绝（{refused.code}）", f"claimed a day twice, and was refused ({refused.code})")
            self.say(APPLICANT, said)

    def _by_paper(self) -> None:
        loan = self._register(APPLICANT, "plan-interest", "演示村镇银行", f"DEMO-DK-{self.client.mark(8)}", STI)
        confirmed = {"decision": "paper_confirmed", "opinion": "与合同一致"}
        second = Text("该银行未接入，由第二人核对合同", "its bank has no interface: a second person compared the contract")
        self.do(OTHER_STI, loan, "loan_paper_check", confirmed, second)
        stated = {"change": "changed", "ended_on": today().isoformat(), "reason": "合同变更为循环授信"}
        self.client.create(APPLICANT, f"/loans/{loan}/changes", stated)
        cancelled = {"decision": "loan_cancelled", "ended_on": today().isoformat(), "paper": "变更合同", "reason": "合同变更"}
        looked = Text("核实单位报告的合同变更，注销贷款登记", "looked into the change that the enterprise told of, and cancelled it")
        self.do(STI, loan, "loan_change", cancelled, looked)

    def _as_member(self) -> None:
        self.ensure_rule("plan-interest", {"rate": "0.50"}, (STI, OTHER_STI))
        person, number = self.newcomer("演示成长软件"), f"DEMO-DK-{self.client.mark(8)}"
        enter_list(self, "plan_growth", "创新成长计划成员", person, f"{self._year}-01-01")
        self._bank_has(number, self.uscc(person))
        loan = self._register(person, "plan-interest", CONNECTED_BANK, number, STI)
        self.client.wait_for_stage("auditor", loan, "registered", resource="loans")
        claim = self._claim(person, loan, "plan-interest", {})
        self.do(STI, claim, "desk_review", {"decision": "recommended", "opinion": "符合条件"}, RECOMMENDED)
        self._pay(person, claim, "approver-sti-1")
