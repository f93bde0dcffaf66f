"""追回演示。An award from its draft to paid, and back again: demanded, objected to, paid in two parts of which one is late, reconciled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import Walk, today, yuan_of
from runtime.demo.words import DEMAND_APPROVED, IN_ERROR, SYSTEM, TREASURY

ITEM = "innovation-centre"
APPLICANT, OFFICER, OTHER_OFFICER = "applicant-chenxin", "officer-sti-1", "officer-sti-2"
HEAD, DEPUTY = "approver-sti-1", "approver-sti-2"
FINANCE = "finance-1"
TERMS = {"repay": "pro_rata", "stay_years": 3, "late_rate": "0.0005"}
# A demonstration's day lasts a second: the first part is paid in time, the second is waited for until it was missed.
FIRST_DAYS, SECOND_DAYS = 15, 20


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one award to paid and back. Needs a running `etown run`."""
    _Reclaim(client, progress).all_the_way()


class _Reclaim(Walk):
    """One award, and the clawback of it."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        self._today = today()
        self._uscc = next(person["enterprise"] for person in client.people() if person["id"] == APPLICANT)
        self._award, self._claim = "", ""

    def all_the_way(self) -> None:
        """Take it to settled, and reconcile."""
        self._set_terms()
        self._pay()
        self._demand()
        self._object()
        self._pay_back()
        self._reconcile()

    def _set_terms(self) -> None:
        rule = {"from": self._today.isoformat(), "values": TERMS, "document_no": f"演示细则{self.client.mark(4)}号"}
        entered = self.client.create(OFFICER, f"/items/{ITEM}/rules", rule)
        self.client.create(OTHER_OFFICER, f"/rules/{entered['id']}/approval")
        zh = "批准承诺条款：逾期退缴的，每日按0.05%计收利息"
        self.say(OTHER_OFFICER, Text(zh, "approved the terms of the commitment: 0.05% a day on what is paid back late"))

    def _pay(self) -> None:
        certificate = {"certificate_no": f"BDA-{self.client.mark(6)}"}
        self._award = self.draft(APPLICANT, ITEM, certificate, {"level": "bda", "event": "newly_obtained"})
        self.pay(APPLICANT, self._award)

    def _demand(self) -> None:
        paid_fen = self.client.get("auditor", f"/applications/{self._award}")["paid_fen"]
        body = {"application": self._award, "cause": "error", "amount_fen": paid_fen // 2, "reason": "资质级别认定有误，多付一半"}
        self._claim = self.demand(OFFICER, body, IN_ERROR)
        self.do(DEPUTY, self._claim, "clawback_approval", {"decision": "demand_approved"}, DEMAND_APPROVED)

    def _object(self) -> None:
        disputed = {"decision": "demand_disputed", "reason": "级别认定无误"}
        self.do(APPLICANT, self._claim, "clawback_objection", disputed, Text("提出异议", "objected"))
        ruling = {"decision": "dispute_dismissed", "reason": "证书所载级别与认定不一致"}
        stands = Text("异议不成立，应收款项已入账", "dismissed the objection; the demand stands in the books")
        self.do(HEAD, self._claim, "clawback_ruling", ruling, stands)
        owed_fen = self._shown()["left_fen"]
        parts = ((FIRST_DAYS, owed_fen // 2), (SECOND_DAYS, owed_fen - owed_fen // 2))
        plan = [{"due_on": (self._today + self.client.in_time(timedelta(days=days))).isoformat(), "amount_fen": fen} for days, fen in parts]
        asked = self.client.create(APPLICANT, f"/clawbacks/{self._claim}/instalments", {"plan": plan})
        self.say(APPLICANT, Text("申请分两期退缴", "asked for two instalments"), asked)
        self.do(HEAD, self._claim, "instalment_decision", {"decision": "instalments_granted"}, Text("同意分期退缴", "granted them"))

    def _pay_back(self) -> None:
        first, second = self._shown()["instalments"]
        self._repay(first["amount_fen"], Text("第一期，按时退缴", "the first instalment, in time"))
        missed = self.client.wait_for_stage("auditor", self._claim, "arrears", resource="clawbacks")
        self.say(SYSTEM, Text("第二期逾期未退缴，开始计息", "the second instalment was missed; interest runs"), missed)
        self._repay(second["amount_fen"], Text("第二期，逾期退缴", "the second instalment, late"))
        interest_fen = self._shown()["left_fen"]
        self._repay(interest_fen, Text(f"逾期利息{write_official(interest_fen)}", f"the interest of {yuan_of(interest_fen)}"))
        settled = self.client.wait_for_stage("auditor", self._claim, "settled", resource="clawbacks")
        recovered_fen = self.client.get("auditor", f"/applications/{self._award}")["recovered_fen"]
        zh = f"欠款已经结清，共收回支持资金{write_official(recovered_fen)}"
        self.say(SYSTEM, Text(zh, f"nothing is owed; {yuan_of(recovered_fen)} of the award came back"), settled)

    def _repay(self, amount_fen: int, what: Text) -> None:
        self.repay(self._claim, self._uscc, amount_fen, what)

    def _reconcile(self) -> None:
        stray = f"STRAY-{self.client.mark(6)}"
        self.client.pay_uninstructed(stray, 12_345)
        self.say(TREASURY, Text("付出一笔没有支付指令的款项", "made a payment nobody instructed"))
        done = self.client.wait_until(lambda: self._reconciled(stray), Text(f"差异{stray}", f"the difference {stray}"))
        found = next(one for one in done["found"] if one["reference"] == stray)
        day, matched, differences = done["day"], done["matched"], done["differences"]
        zh = f"对账{day}：{matched}笔相符，{differences}笔不符"
        self.say("finance-1", Text(zh, f"reconciled {day}: {matched} agree, {differences} do not"))
        self.client.create("finance-1", f"/reconciliations/differences/{found['id']}/resolve", {"reason": "国库误付，已要求退回"})
        self.say("finance-1", Text(f"说明差异{stray}的原因", f"said why {stray} is there"))

    def _reconciled(self, stray: str) -> dict[str, Any] | None:
        """Reconcile the day, once more if what was joined had read its statement before, and return what was found."""
        done: dict[str, Any] = self.client.create("finance-1", "/reconciliations", {"day": self._today.isoformat()})
        return done if any(one["reference"] == stray for one in done["found"]) else None

    def _shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get("auditor", f"/clawbacks/{self._claim}")
        return found
