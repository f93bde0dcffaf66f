"""退付演示。An enterprise pays back more than it owes, and gets back what nobody owes: to a closed account first, then to another."""

from __future__ import annotations

from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import BANK, CLOSED_ACCOUNT, GOOD_ACCOUNT, Walk, yuan_of
from runtime.demo.words import DEMAND_ACCEPTED, IN_ERROR, INSTRUCTED, SERVED, SYSTEM, TREASURY

ITEM = "science-award"
APPLICANT, OFFICER, DEPUTY = "applicant-chenxin", "officer-sti-1", "approver-sti-2"
FINANCE, OTHER_FINANCE, THIRD_FINANCE = "finance-1", "finance-2", "finance-3"
MORE_FEN = 30_001


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one refund to paid. Needs a running `etown run`."""
    _Refund(client, progress).all_the_way()


class _Refund(Walk):
    """One award, a debt of it that is overpaid, and the refund."""

    def all_the_way(self) -> None:
        """Overpay, and have it back."""
        certificate = {"certificate_no": f"BJ-{self.client.mark(6)}"}
        award = self.draft(APPLICANT, ITEM, certificate, {"prize": "beijing_tech_invention", "grade": "second"})
        self.pay(APPLICANT, award)
        claim = self._overpaid(award)
        self._refund(self._receipt_of(claim))

    def _overpaid(self, award: str) -> str:
        paid_fen = self.client.get("auditor", f"/applications/{award}")["paid_fen"]
        body = {"application": award, "cause": "error", "amount_fen": paid_fen // 2, "reason": "获奖等级认定有误，多付一半"}
        claim = self.demand(OFFICER, body, IN_ERROR)
        self.do(DEPUTY, claim, "clawback_approval", {"decision": "demand_approved"}, SERVED)
        self.do(APPLICANT, claim, "clawback_objection", {"decision": "demand_accepted"}, DEMAND_ACCEPTED)
        shown = self.client.get("auditor", f"/clawbacks/{claim}")
        more = Text(f"比应退金额多{write_official(MORE_FEN)}", f"{yuan_of(MORE_FEN)} more than was owed")
        self.repay(claim, shown["enterprise_uscc"], shown["left_fen"] + MORE_FEN, more)
        self.client.wait_for_stage("auditor", claim, "settled", resource="clawbacks")
        return claim

    def _receipt_of(self, claim: str) -> dict[str, Any]:
        listed = self.client.get("auditor", "/receipts", standing="owed_back", limit=100)["items"]
        found: dict[str, Any] = next(one for one in listed if any(part["clawback_number"] == claim for part in one["parts"]))
        fen, reference = found["owed_back_fen"], found["reference"]
        self.say(SYSTEM, Text(f"收款{reference}中应予退还{write_official(fen)}", f"owes {yuan_of(fen)} back of {reference}"))
        return found

    def _refund(self, receipt: dict[str, Any]) -> None:
        account = {"holder": receipt["payer_name"], "bank": BANK, "number": CLOSED_ACCOUNT}
        opened = self.client.create(FINANCE, "/refunds", {"receipt": receipt["id"], "account": account})
        number, fen = str(opened["number"]), opened["amount_fen"]
        self.say(FINANCE, Text(f"办理退付{number}，{write_official(fen)}", f"opened {number} over {yuan_of(fen)}"), opened)
        self._pay(number)
        another = {"decision": "account_supplied", "account": account | {"number": GOOD_ACCOUNT}}
        returned = Text("银行退回，另行填报付款单位的账户", "the bank returned it; gave another account of the payer's")
        self.do(FINANCE, number, "refund_account", another, returned)
        checked = {"decision": "payee_accepted", "reason": "已电话核实"}
        own = Text("核对新账户为付款单位所有", "found the other account to be the payer's own")
        self.do(THIRD_FINANCE, number, "refund_payee_check", checked, own)
        self._pay(number)
        paid = self.client.wait_for_stage("auditor", number, "refunded", resource="refunds")
        fen = paid["paid_fen"]
        self.say(TREASURY, Text(f"已退付{write_official(fen)}", f"paid {yuan_of(fen)} back"), paid)

    def _pay(self, number: str) -> None:
        self.do(FINANCE, number, "refund_release", {"decision": "payment_released"}, Text("提交退付", "released it"))
        task = self.client.wait_for_tasks(OTHER_FINANCE, number, "refund_confirmation")[0]
        last_four = self.client.get(OTHER_FINANCE, f"/tasks/{task['id']}")["about"]["account"]["last_four"]
        confirmed = {"decision": "payment_confirmed", "last_four": last_four}
        self.do(OTHER_FINANCE, number, "refund_confirmation", confirmed, INSTRUCTED)
