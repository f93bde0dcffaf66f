"""服务券演示。A voucher is issued, spent at a recognised platform, settled to it and in part taken back; another one is voided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rich.progress import Progress

from runtime.demo.client import DemoClient, DemoError, stage_of
from runtime.demo.walk import BANK, GOOD_ACCOUNT, PDF, WAN_FEN, Walk, today, yuan_of

APPLICANT, PLATFORM = "applicant-chenxin", "applicant-yunheng"
OFFICER, OTHER_OFFICER, HEAD, DEPUTY = "officer-sti-1", "officer-sti-2", "approver-sti-1", "approver-sti-2"
ITEM = "innovation-voucher"
FACE = 20 * WAN_FEN


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one voucher to the payment of its platform, and have another voided. Needs a running `etown run`."""
    _Vouchers(client, progress).all_the_way()


class _Vouchers(Walk):
    """The vouchers of one enterprise, and the platform it spends them at."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        codes = {person["id"]: person["enterprise"] for person in client.people()}
        self._uscc, self._platform = codes[APPLICANT], codes[PLATFORM]

    def all_the_way(self) -> None:
        """Issue, spend, give back, decline, settle; take back and net; and void what was not spent."""
        self._ensure_rule()
        self._ensure_platform()
        number = self._issue()
        first = self._deliver(number, 20 * WAN_FEN)
        self._give_back(number)
        self._decline(number)
        settled = self._settle(first)
        self._take_back(settled, first)
        self._settle(self._deliver(number, 30 * WAN_FEN))
        self.client.wait_for_stage("auditor", settled, "settled", resource="settlements")
        self.say("system", f"what was owed of {settled} is netted", "settled")
        self._void(self._issue())

    def _ensure_rule(self) -> None:
        rules = self.client.get(None, f"/items/{ITEM}/rules")
        if any("face_fen" in rule["values"] for rule in rules):
            self.say("system", "an implementing rule sets rate and face already", "in force")
            return
        values = {"rate": "0.50", "face_fen": FACE}
        rule = {"from": today().isoformat(), "values": values, "document_no": f"演示细则{self.client.mark(4)}号"}
        entered = self.client.create(OFFICER, f"/items/{ITEM}/rules", rule)
        self.client.create(OTHER_OFFICER, f"/rules/{entered['id']}/approval")
        self.say(OTHER_OFFICER, f"approved the rule {OFFICER} entered: half of a price, a face of {yuan_of(FACE)}", "in force")

    def _ensure_platform(self) -> None:
        if self.client.get(None, "/recognitions", kind="common_platform", enterprise=self._platform)["items"]:
            self.say("public", "reads in the register that the platform is recognised", "in_force")
            return
        body = {"kind": "common_platform", "title": "中试服务平台", "statement": "服务企业面广", "enterprise_uscc": self._platform}
        number = str(self.client.create(PLATFORM, "/recognitions", body)["number"])
        self.client.upload(PLATFORM, number, "recognition_application", "申请材料.pdf", PDF, resource="recognitions")
        self.say(PLATFORM, f"asked for {number}", stage_of(self.client.create(PLATFORM, f"/recognitions/{number}/submit")))
        self.do(OFFICER, number, "recognition_check", {"decision": "accepted", "paper": "平台建设材料"}, "checked it")
        self.client.wait_for_stage("auditor", number, "review", resource="recognitions")
        self.score(number, 85)
        decided = {"decision": "recognised", "until": (today() + timedelta(days=1000)).isoformat(), "opinion": "同意"}
        self.do(HEAD, number, "recognition_decision", decided, "recognised it; on public notice")
        self.client.wait_for_stage("auditor", number, "in_force", resource="recognitions")

    def _issue(self) -> str:
        body = {"service": "车规芯片流片前仿真验证", "statement": "用于车规芯片研发，拟向区内中试平台购买。"}
        number = str(self.client.create(APPLICANT, "/vouchers", body)["number"])
        submitted = self.client.create(APPLICANT, f"/vouchers/{number}/submit")
        self.say(APPLICANT, f"asked for the voucher {number}", stage_of(submitted))
        self.do(OFFICER, number, "voucher_check", {"decision": "accepted"}, "checked it; the sources are asked")
        approved = {"decision": "voucher_approved", "opinion": "同意"}
        self.do(HEAD, number, "voucher_decision", approved, "approved it; its face is set aside")
        # The commitment to stay is signed with the first one.
        reached = self.client.wait_for_stage("auditor", number, "commitment", "valid", resource="vouchers")
        if stage_of(reached) == "commitment":
            signed = {"decision": "commitment_signed", "signatory": "陈思远", "position": "法定代表人", "agreed": True}
            self.do(APPLICANT, number, "voucher_commitment", signed, "signed the commitment to stay")
        issued = self.client.wait_for_stage("auditor", number, "valid", resource="vouchers")
        self.say("system", f"issued {number}, {yuan_of(issued['face_fen'])}, until {issued['valid_until']}", "valid")
        return number

    def _register(self, number: str, price_fen: int) -> dict[str, Any]:
        contract = {
            "enterprise_uscc": self._uscc,
            "contract_no": f"PT-{self.client.mark(6)}",
            "service": "仿真验证",
            "price_fen": price_fen,
        }
        spend: dict[str, Any] = self.client.create(PLATFORM, f"/vouchers/{number}/contracts", contract | {"price_fen": price_fen})
        self.say(PLATFORM, f"registered {spend['contract_no']}: {yuan_of(spend['amount_fen'])} of {yuan_of(price_fen)}", spend["state"])
        return spend

    def _deliver(self, number: str, price_fen: int) -> dict[str, Any]:
        spend = self._register(number, price_fen)
        drawn = self.client.put(PLATFORM, f"/voucher-spends/{spend['id']}/code", {})
        self.say(PLATFORM, "drew a one-time code and gave it away with the delivery", spend["state"])
        proof = self.client.put(APPLICANT, f"/voucher-spends/{spend['id']}/proof", {"code": drawn["code"]})
        completed = self.client.complete(APPLICANT, proof["task_id"], {"decision": "delivery_confirmed"})
        self.say(APPLICANT, f"proved the code and confirmed the delivery of {spend['contract_no']}", stage_of(completed))
        return spend

    def _give_back(self, number: str) -> None:
        spend = self._deliver(number, 10 * WAN_FEN)
        refunded = self.client.create(PLATFORM, f"/voucher-spends/{spend['id']}/refund", {"reason": "服务未达约定"})
        self.say(PLATFORM, "gave it back; it can be spent again", stage_of(refunded))

    def _decline(self, number: str) -> None:
        spend = self._register(number, 40 * WAN_FEN)
        declined = {"decision": "contract_declined", "reason": "未签订该合同"}
        task = next(
            task
            for task in self.client.wait_for_tasks(APPLICANT, number, "delivery_confirmation")
            if self.client.get(APPLICANT, f"/tasks/{task['id']}")["about"]["spend"] == spend["id"]
        )
        self.say(APPLICANT, f"declined {spend['contract_no']}", stage_of(self.client.complete(APPLICANT, task["id"], declined)))

    def _take_back(self, number: str, spend: dict[str, Any]) -> None:
        paper = self.client.upload(OFFICER, number, "reclaim_proof", "核查报告.pdf", PDF, resource="settlements")["id"]
        body = {"spends": [spend["id"]], "fault": "platform", "paper": paper, "reason": "服务未实际提供"}

        def asked() -> dict[str, Any] | None:
            try:
                made: dict[str, Any] = self.client.create(OFFICER, f"/settlements/{number}/reclaim", body)
            except DemoError as refused:
                # A bank may still return what was paid.
                if refused.code == "wrong_stage":
                    return None
                raise
            return made

        proposed = self.client.wait_until(asked, "the last day on which a bank returns it")
        self.say(OFFICER, f"proposed to take {spend['contract_no']} back: it was never delivered", stage_of(proposed))
        decided = {"decision": "reclaimed", "reason": "经查实"}
        self.do(HEAD, number, "reclaim_decision", decided, "took it back, to be netted from what the platform is paid next")
        self.client.wait_for_stage("auditor", number, "netting", resource="settlements")

    def _settle(self, spend: dict[str, Any]) -> str:
        listed = self.client.get(PLATFORM, "/voucher-spends")["items"]
        delivered_on = next(one["delivered_on"] for one in listed if one["id"] == spend["id"])
        drafted = self.client.create(PLATFORM, "/settlements", {"month": delivered_on[:7]})
        number = str(drafted["number"])
        account = {"account": {"holder": drafted["enterprise_name"], "bank": BANK, "number": GOOD_ACCOUNT}}
        for code in ("service_contract", "service_invoice"):
            self.client.upload(PLATFORM, number, code, f"{code}.pdf", PDF, resource="settlements")
        self.say(PLATFORM, f"drafted {number}, with contracts and invoices", "draft")

        def asked() -> dict[str, Any] | None:
            try:
                made: dict[str, Any] = self.client.create(PLATFORM, f"/settlements/{number}/submit", account)
            except DemoError as refused:
                # The month is not over: a day of a demonstration lasts a second.
                if refused.code == "wrong_stage":
                    return None
                raise
            return made

        settlement = self.client.wait_until(asked, "the end of the month")
        self.say(PLATFORM, f"handed it in: {yuan_of(settlement['amount_fen'])} of {settlement['month']}", stage_of(settlement))
        self.do(OFFICER, number, "settlement_check", {"decision": "settlement_accepted"}, "found it right")
        self.release(number)
        paid = self.client.wait_for_stage("auditor", number, "settled", resource="settlements")
        netted = f", {yuan_of(paid['netted_fen'])} netted" if paid["netted_fen"] else ""
        self.say("treasury", f"paid the platform {yuan_of(paid['paid_fen'])}{netted}", "settled")
        return number

    def _void(self, number: str) -> None:
        proposed = self.client.create(OTHER_OFFICER, f"/vouchers/{number}/void", {"reason": "服务需求已取消"})
        self.say(OTHER_OFFICER, f"proposed to void {number}", stage_of(proposed))
        self.do(DEPUTY, number, "void_decision", {"decision": "voided", "reason": "情况属实"}, "voided it; its budget is available again")
        self.client.wait_for_stage("auditor", number, "unused", resource="vouchers")
