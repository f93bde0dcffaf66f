"""服务券演示。A voucher is issued, spent at a recognised platform, settled to it and in part taken back; another one is voided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient, DemoError
from runtime.demo.walk import BANK, GOOD_ACCOUNT, PDF, WAN_FEN, Walk, today, yuan_of
from runtime.demo.words import CHECKED, PUBLIC, SIGNED, SYSTEM, TREASURY, stage_of

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
        netted = self.client.wait_for_stage("auditor", settled, "settled", resource="settlements")
        self.say(SYSTEM, Text(f"{settled}应收回的款项已经抵扣", f"what was owed of {settled} is netted"), netted)
        self._void(self._issue())

    def _ensure_rule(self) -> None:
        rules = self.client.get(None, f"/items/{ITEM}/rules")
        if any("face_fen" in rule["values"] for rule in rules):
            self.say(SYSTEM, Text("实施细则已规定比例和面额", "an implementing rule sets rate and face already"))
            return
        values = {"rate": "0.50", "face_fen": FACE}
        rule = {"from": today().isoformat(), "values": values, "document_no": f"演示细则{self.client.mark(4)}号"}
        entered = self.client.create(OFFICER, f"/items/{ITEM}/rules", rule)
        self.client.create(OTHER_OFFICER, f"/rules/{entered['id']}/approval")
        zh = f"批准{OFFICER}录入的实施细则：价款的一半，面额{write_official(FACE)}"
        self.say(OTHER_OFFICER, Text(zh, f"approved the rule {OFFICER} entered: half of a price, a face of {yuan_of(FACE)}"))

    def _ensure_platform(self) -> None:
        if self.client.get(None, "/recognitions", kind="common_platform", enterprise=self._platform)["items"]:
            self.say(PUBLIC, Text("查阅登记册：该平台已获认定", "reads in the register that the platform is recognised"))
            return
        body = {"kind": "common_platform", "title": "中试服务平台", "statement": "服务企业面广", "enterprise_uscc": self._platform}
        number = str(self.client.create(PLATFORM, "/recognitions", body)["number"])
        self.client.upload(PLATFORM, number, "recognition_application", "申请材料.pdf", PDF, resource="recognitions")
        submitted = self.client.create(PLATFORM, f"/recognitions/{number}/submit")
        self.say(PLATFORM, Text(f"申请认定，编号{number}", f"asked for {number}"), submitted)
        self.do(OFFICER, number, "recognition_check", {"decision": "accepted", "paper": "平台建设材料"}, CHECKED)
        self.client.wait_for_stage("auditor", number, "review", resource="recognitions")
        self.score(number, 85)
        decided = {"decision": "recognised", "until": (today() + timedelta(days=1000)).isoformat(), "opinion": "同意"}
        self.do(HEAD, number, "recognition_decision", decided, Text("予以认定，开始公示", "recognised it; on public notice"))
        self.client.wait_for_stage("auditor", number, "in_force", resource="recognitions")

    def _issue(self) -> str:
        body = {"service": "车规芯片流片前仿真验证", "statement": "用于车规芯片研发，拟向区内中试平台购买。"}
        number = str(self.client.create(APPLICANT, "/vouchers", body)["number"])
        submitted = self.client.create(APPLICANT, f"/vouchers/{number}/submit")
        self.say(APPLICANT, Text(f"申请服务券{number}", f"asked for the voucher {number}"), submitted)
        checked = Text("审查通过，正在向各部门核验", "checked it; the sources are asked")
        self.do(OFFICER, number, "voucher_check", {"decision": "accepted"}, checked)
        approved = {"decision": "voucher_approved", "opinion": "同意"}
        self.do(HEAD, number, "voucher_decision", approved, Text("批准，已预留面额", "approved it; its face is set aside"))
        # The commitment to stay is signed with the first one.
        reached = self.client.wait_for_stage("auditor", number, "commitment", "valid", resource="vouchers")
        if stage_of(reached) == "commitment":
            signed = {"decision": "commitment_signed", "signatory": "陈思远", "position": "法定代表人", "agreed": True}
            self.do(APPLICANT, number, "voucher_commitment", signed, SIGNED)
        issued = self.client.wait_for_stage("auditor", number, "valid", resource="vouchers")
        face, until = issued["face_fen"], issued["valid_until"]
        said = Text(f"发放{number}，面额{write_official(face)}，有效期至{until}", f"issued {number}, {yuan_of(face)}, until {until}")
        self.say(SYSTEM, said, issued)
        return number

    def _register(self, number: str, price_fen: int) -> dict[str, Any]:
        contract = {
            "enterprise_uscc": self._uscc,
            "contract_no": f"PT-{self.client.mark(6)}",
            "service": "仿真验证",
            "price_fen": price_fen,
        }
        spend: dict[str, Any] = self.client.create(PLATFORM, f"/vouchers/{number}/contracts", contract | {"price_fen": price_fen})
        no, fen = spend["contract_no"], spend["amount_fen"]
        zh = f"登记合同{no}：价款{write_official(price_fen)}，用券{write_official(fen)}"
        self.say(PLATFORM, Text(zh, f"registered {no}: {yuan_of(fen)} of {yuan_of(price_fen)}"))
        return spend

    def _deliver(self, number: str, price_fen: int) -> dict[str, Any]:
        spend = self._register(number, price_fen)
        drawn = self.client.put(PLATFORM, f"/voucher-spends/{spend['id']}/code", {})
        self.say(PLATFORM, Text("取得验收码，交付时交给用券单位", "drew a one-time code and gave it away with the delivery"))
        proof = self.client.put(APPLICANT, f"/voucher-spends/{spend['id']}/proof", {"code": drawn["code"]})
        completed = self.client.complete(APPLICANT, proof["task_id"], {"decision": "delivery_confirmed"})
        no = spend["contract_no"]
        said = Text(f"核验验收码，确认{no}已交付", f"proved the code and confirmed the delivery of {no}")
        self.say(APPLICANT, said, completed)
        return spend

    def _give_back(self, number: str) -> None:
        spend = self._deliver(number, 10 * WAN_FEN)
        refunded = self.client.create(PLATFORM, f"/voucher-spends/{spend['id']}/refund", {"reason": "服务未达约定"})
        self.say(PLATFORM, Text("退回用券金额，可以再次使用", "gave it back; it can be spent again"), refunded)

    def _decline(self, number: str) -> None:
        spend = self._register(number, 40 * WAN_FEN)
        declined = {"decision": "contract_declined", "reason": "未签订该合同"}
        task = next(
            task
            for task in self.client.wait_for_tasks(APPLICANT, number, "delivery_confirmation")
            if self.client.get(APPLICANT, f"/tasks/{task['id']}")["about"]["spend"] == spend["id"]
        )
        no = spend["contract_no"]
        self.say(APPLICANT, Text(f"否认签订合同{no}", f"declined {no}"), self.client.complete(APPLICANT, task["id"], declined))

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

        last = Text("银行退回款项的最后一日", "the last day on which a bank returns it")
        proposed, no = self.client.wait_until(asked, last), spend["contract_no"]
        zh = f"提出收回{no}已结算的款项：服务未实际提供"
        self.say(OFFICER, Text(zh, f"proposed to take {no} back: it was never delivered"), proposed)
        decided = {"decision": "reclaimed", "reason": "经查实"}
        taken = Text("决定收回，从平台下一次结算中抵扣", "took it back, to be netted from what the platform is paid next")
        self.do(HEAD, number, "reclaim_decision", decided, taken)
        self.client.wait_for_stage("auditor", number, "netting", resource="settlements")

    def _settle(self, spend: dict[str, Any]) -> str:
        listed = self.client.get(PLATFORM, "/voucher-spends")["items"]
        delivered_on = next(one["delivered_on"] for one in listed if one["id"] == spend["id"])
        drafted = self.client.create(PLATFORM, "/settlements", {"month": delivered_on[:7]})
        number = str(drafted["number"])
        account = {"account": {"holder": drafted["enterprise_name"], "bank": BANK, "number": GOOD_ACCOUNT}}
        for code in ("service_contract", "service_invoice"):
            self.client.upload(PLATFORM, number, code, f"{code}.pdf", PDF, resource="settlements")
        self.say(PLATFORM, Text(f"起草{number}，附合同和发票", f"drafted {number}, with contracts and invoices"), drafted)

        def asked() -> dict[str, Any] | None:
            try:
                made: dict[str, Any] = self.client.create(PLATFORM, f"/settlements/{number}/submit", account)
            except DemoError as refused:
                # The month is not over: a day of a demonstration lasts a second.
                if refused.code == "wrong_stage":
                    return None
                raise
            return made

        settlement = self.client.wait_until(asked, Text("月末", "the end of the month"))
        fen, month = settlement["amount_fen"], settlement["month"]
        self.say(PLATFORM, Text(f"提交{month}月结算：{write_official(fen)}", f"handed it in: {yuan_of(fen)} of {month}"), settlement)
        self.do(OFFICER, number, "settlement_check", {"decision": "settlement_accepted"}, Text("核对无误", "found it right"))
        self.release(number)
        paid = self.client.wait_for_stage("auditor", number, "settled", resource="settlements")
        fen, netted = paid["paid_fen"], paid["netted_fen"]
        zh = f"已向平台拨付{write_official(fen)}" + (f"，抵扣{write_official(netted)}" if netted else "")
        en = f"paid the platform {yuan_of(fen)}" + (f", {yuan_of(netted)} netted" if netted else "")
        self.say(TREASURY, Text(zh, en), paid)
        return number

    def _void(self, number: str) -> None:
        proposed = self.client.create(OTHER_OFFICER, f"/vouchers/{number}/void", {"reason": "服务需求已取消"})
        self.say(OTHER_OFFICER, Text(f"提出作废{number}", f"proposed to void {number}"), proposed)
        voided = Text("作废，所占预算已释放", "voided it; its budget is available again")
        self.do(DEPUTY, number, "void_decision", {"decision": "voided", "reason": "情况属实"}, voided)
        self.client.wait_for_stage("auditor", number, "unused", resource="vouchers")
