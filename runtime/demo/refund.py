"""退付演示。An enterprise pays back more than it owes, and gets back what nobody owes: to a closed account first, then to another."""

from __future__ import annotations

from typing import Any

from rich.progress import Progress

from runtime.demo.client import DemoClient, stage_of
from runtime.demo.walk import BANK, CLOSED_ACCOUNT, GOOD_ACCOUNT, Walk, yuan_of

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
        claim = str(self.client.create(OFFICER, "/clawbacks", body)["number"])
        self.do(DEPUTY, claim, "clawback_approval", {"decision": "demand_approved"}, "approved the demand")
        self.do(APPLICANT, claim, "clawback_objection", {"decision": "demand_accepted"}, "accepted it")
        shown = self.client.get("auditor", f"/clawbacks/{claim}")
        self.repay(claim, shown["enterprise_uscc"], shown["left_fen"] + MORE_FEN, f"{yuan_of(MORE_FEN)} more than was owed")
        self.client.wait_for_stage("auditor", claim, "settled", resource="clawbacks")
        return claim

    def _receipt_of(self, claim: str) -> dict[str, Any]:
        listed = self.client.get("auditor", "/receipts", standing="owed_back", limit=100)["items"]
        found: dict[str, Any] = next(one for one in listed if any(part["clawback_number"] == claim for part in one["parts"]))
        self.say("system", f"owes {yuan_of(found['owed_back_fen'])} back of {found['reference']}", "owed_back")
        return found

    def _refund(self, receipt: dict[str, Any]) -> None:
        account = {"holder": receipt["payer_name"], "bank": BANK, "number": CLOSED_ACCOUNT}
        opened = self.client.create(FINANCE, "/refunds", {"receipt": receipt["id"], "account": account})
        number = str(opened["number"])
        self.say(FINANCE, f"opened {number} over {yuan_of(opened['amount_fen'])}", stage_of(opened))
        self._pay(number)
        another = {"decision": "account_supplied", "account": account | {"number": GOOD_ACCOUNT}}
        self.do(FINANCE, number, "refund_account", another, "the bank returned it; gave another account of the payer's")
        checked = {"decision": "payee_accepted", "reason": "已电话核实"}
        self.do(THIRD_FINANCE, number, "refund_payee_check", checked, "found the other account to be the payer's own")
        self._pay(number)
        paid = self.client.wait_for_stage("auditor", number, "refunded", resource="refunds")
        self.say("treasury", f"paid {yuan_of(paid['paid_fen'])} back", "refunded")

    def _pay(self, number: str) -> None:
        self.do(FINANCE, number, "refund_release", {"decision": "payment_released"}, "released it")
        task = self.client.wait_for_tasks(OTHER_FINANCE, number, "refund_confirmation")[0]
        last_four = self.client.get(OTHER_FINANCE, f"/tasks/{task['id']}")["about"]["account"]["last_four"]
        confirmed = {"decision": "payment_confirmed", "last_four": last_four}
        self.do(OTHER_FINANCE, number, "refund_confirmation", confirmed, "confirmed it; the treasury is instructed")
