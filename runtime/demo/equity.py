"""股权投资演示。An investment is looked into, resolved by a meeting, paid as an asset, bought back in part, and its rest is sold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient, DemoError
from runtime.demo.walk import GOOD_ACCOUNT, PDF, WAN_FEN, Walk, today, yuan_of
from runtime.demo.words import ACCEPTED, APPROVED_TOO, MINUTES_WRITTEN, RECEIPT_CONFIRMED, STATED, SYSTEM

APPLICANT, OFFICER, SECOND_OFFICER = "applicant-chenxin", "officer-sti-1", "officer-sti-2"
HEAD, DEPUTY = "approver-sti-1", "approver-sti-2"
MEMBERS = ("committee-1", "committee-2", "committee-3")
BUYER = "演示产业基金"
FIRM = "91110105MA9DB1001P"
COST_FEN, PRICE_FEN = 300 * WAN_FEN, 450 * WAN_FEN


def walk(client: DemoClient, progress: Progress) -> None:
    """Invest in an enterprise and sell the share. Needs a running `etown run`."""
    _Investment(client, progress).all_the_way()


class _Investment(Walk):
    """One investment."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        self._uscc = next(person["enterprise"] for person in client.people() if person["id"] == APPLICANT)

    def all_the_way(self) -> None:
        """Have a meeting resolve it, pay it, have its founders buy a part back, and sell the rest."""
        self._recognise()
        case = self._resolved()
        self._agree(case)
        self.sign(APPLICANT, case, GOOD_ACCOUNT)
        self.release(case)
        self.see_paid(case, Text("，作为资产入账", ", booked as an asset"))
        investment = self._begun(case)
        self._buy_back(investment)
        self._sell(investment)

    def _look_into(self, case: str) -> None:
        """Enter the due diligence of the department, and that of an outside firm."""
        found: dict[str, Any] = {
            "net_assets_fen": 2 * COST_FEN,
            "revenue_fen": 5 * COST_FEN,
            "net_profit_fen": -COST_FEN,
            "valuation_fen": 20 * COST_FEN,
        }
        found |= {"opinion": "未见重大风险"}
        firm = {
            "name": "演示会计师事务所",
            "legal_representative": "钱审",
            "established_on": "2010-03-01",
            "address": "北京市朝阳区演示路6号",
        }
        self.client.change_enterprise(FIRM, **firm, registered_in_area=False)
        by_office, by_firm = (
            Text("录入尽职调查", "entered the due diligence"),
            Text("录入第三方机构尽职调查", "entered the firm due diligence"),
        )
        for kind, more, said in (("due_diligence", {}, by_office), ("firm_due_diligence", {"firm_uscc": FIRM}, by_firm)):
            # Nothing is added to an application while it is verified.
            self.client.wait_for_tasks(OFFICER, case, kind)
            report = self.client.upload(OFFICER, case, f"{kind}_report", "report.pdf", PDF)["id"]
            decision = "firm_diligence_stated" if more else "diligence_stated"
            self.do(OFFICER, case, kind, {"decision": decision, "document": report} | more | found, said)

    def _agree(self, case: str) -> None:
        """Enter what the agreement says, which is what was resolved, and have another officer confirm it."""
        (task,) = self.client.wait_for_tasks(OFFICER, case, "agreement_signature")
        paper = self.client.upload(OFFICER, case, "investment_agreement", "agreement.pdf", PDF)["id"]
        resolved = self.client.get(OFFICER, f"/tasks/{task['id']}")["about"]
        entered = {
            "agreement_no": f"投资协议〔{today().year}〕{self.client.mark(4)}号",
            "signed_on": today().isoformat(),
            "document": paper,
        }
        says = {"decision": "agreement_entered", "amount_fen": resolved["award_fen"], **resolved["investment"]}
        both = Text("录入双方已签署的投资协议", "entered the agreement that both have signed")
        self.do(OFFICER, case, "agreement_signature", entered | says, both)
        compared = Text("核对并确认", "compared and confirmed it")
        self.do(SECOND_OFFICER, case, "agreement_confirmation", {"decision": "agreement_signed"}, compared)

    def _recognise(self) -> None:
        known = {"kind": "high_growth_sme", "title": "高科技成长中小企业", "certificate_no": f"HG-{self.client.mark(6)}"}
        body = known | {"statement": "近三年营收增长", "enterprise_uscc": self._uscc}
        number = str(self.client.create(APPLICANT, "/recognitions", body)["number"])
        self.client.upload(APPLICANT, number, "recognition_application", "application.pdf", PDF, resource="recognitions")
        self.client.create(APPLICANT, f"/recognitions/{number}/submit")
        checked = {"decision": "accepted", "paper": "近三年审计报告"}
        self.do(OFFICER, number, "recognition_check", checked, Text("审查认定申请", "checked its recognition"))
        until = (today() + timedelta(days=3000)).isoformat()
        decided = {"decision": "recognised", "until": until, "opinion": "同意"}
        self.do(HEAD, number, "recognition_decision", decided, Text("予以认定", "recognised it"))
        self.client.wait_for_stage("auditor", number, "in_force", resource="recognitions")

    def _resolved(self) -> str:
        facts = {"round_no": f"A-{self.client.mark(6)}", "requested_fen": COST_FEN}
        case = self.draft(APPLICANT, "equity-investment", facts, {})
        self.say(APPLICANT, Text(f"提交{case}", f"submitted {case}"), self.client.create(APPLICANT, f"/applications/{case}/submit"))
        self.do(OFFICER, case, "acceptance", {"decision": "accepted"}, ACCEPTED)
        self._look_into(case)
        self.do(OFFICER, case, "fact_check", {"decision": "facts_stated", "opinion": "与尽职调查一致"}, STATED)
        self.score(case, 90)
        body = {"department": "sti", "title": "股权投资专题会", "members": MEMBERS, "chair": MEMBERS[0]}
        meeting = str(self.client.create(OFFICER, "/meetings", body)["number"])
        # A window that is open at once: a day of a demonstration is a second, and a year of it six minutes.
        window = {"window_from": today().isoformat(), "window_to": (today() + timedelta(days=1460)).isoformat()}
        terms = {"share_bp": 500, "valuation_fen": 20 * COST_FEN, "rate_bp": 435} | window
        listed = {"decision": "tabled", "meeting": meeting, "proposed_fen": COST_FEN, "opinion": "尽职调查未见重大风险"}
        zh = f"将以{write_official(COST_FEN)}取得5%股权列入{meeting}的议题"
        self.do(OFFICER, case, "meeting_listing", listed | terms, Text(zh, f"put 5% for {yuan_of(COST_FEN)} on the agenda of {meeting}"))
        self.do(OFFICER, meeting, "meeting_convening", {"decision": "convened"}, Text("召开专题会", "convened it"))
        for member in MEMBERS:
            self.do(member, meeting, "meeting_vote", {"decision": "voted_for", "award_fen": COST_FEN}, Text("表决同意", "voted for it"))
        said = {"held_on": today().isoformat(), "minutes": "会议听取了尽职调查和专家评审情况，同意投资。"}
        written = {"decision": "minutes_written", "minutes_no": f"专题会纪要〔{today().year}〕{self.client.mark(4)}号"} | said
        self.do(OFFICER, meeting, "meeting_minutes", written, MINUTES_WRITTEN)
        self.do(MEMBERS[0], meeting, "minutes_signature", {"decision": "minutes_signed"}, Text("签署会议纪要", "signed them"))
        self.do(HEAD, case, "decision", {"decision": "approved"}, Text("批准会议决议", "approved what was resolved"))
        self.do(DEPUTY, case, "second_decision", {"decision": "approved"}, APPROVED_TOO)
        return case

    def _begun(self, case: str) -> str:
        found: list[str] = []

        def is_there() -> bool:
            items = self.client.get("auditor", "/investments")["items"]
            found.extend(one["number"] for one in items if one["application_number"] == case)
            return bool(found)

        self.client.wait_until(is_there, Text("股权投资登记", "the investment"))
        return found[0]

    def _buy_back(self, investment: str) -> None:
        taken = {"decision": "buy_back_taken", "part_fen": COST_FEN // 3}
        third = Text("按协议约定的公式回购三分之一", "bought a third of it back, at the formula of the agreement")
        self.do(APPLICANT, investment, "buy_back_offer", taken, third)
        price_fen = self.client.wait_for_stage("auditor", investment, "proceeds", resource="investments")["price_fen"]
        self._receive(investment, price_fen, {})
        held = self.client.wait_for_stage("auditor", investment, "held", resource="investments")
        fen = held["left_fen"]
        self.say(SYSTEM, Text(f"继续持有{write_official(fen)}", f"{yuan_of(fen)} are held on"), held)
        declined = Text("其余部分不回购", "left the rest to the area")
        self.do(APPLICANT, investment, "buy_back_offer", {"decision": "buy_back_declined"}, declined)

    def _receive(self, investment: str, fen: int, payer: dict[str, str]) -> None:
        reference, day = f"EI-{self.client.mark(10)}", today().isoformat()
        self.client.repay_treasury(reference, fen, self._uscc, day, **payer)
        recorded = {"decision": "proceeds_recorded", "amount_fen": fen, "reference": reference, "received_on": day}
        last = Text("银行退回投资款的最后一日", "the last day on which a bank returns what was invested")
        done = self.client.wait_until(lambda: self._recorded(investment, recorded), last)
        self.say("finance-1", Text("登记收到的股权价款", "recorded what came in"), done)
        self.do("finance-2", investment, "proceeds_confirmation", {"decision": "proceeds_confirmed"}, RECEIPT_CONFIRMED)

    def _recorded(self, investment: str, recorded: dict[str, object]) -> dict[str, Any] | None:
        [task] = self.client.wait_for_tasks("finance-1", investment, "proceeds_receipt")
        try:
            done: dict[str, Any] = self.client.complete("finance-1", task["id"], recorded)
        except DemoError as refused:
            if refused.code == "wrong_stage":
                return None
            raise
        return done

    def _sell(self, investment: str) -> None:
        body = {"way": "transfer", "price_fen": PRICE_FEN, "buyer": BUYER, "reason": "已达到投资目的"}
        asked = self.client.create(OFFICER, f"/investments/{investment}/disposal", body)
        zh = f"提出以{write_official(PRICE_FEN)}转让{investment}"
        self.say(OFFICER, Text(zh, f"proposed to sell {investment} for {yuan_of(PRICE_FEN)}"), asked)
        first = Text("批准退出，先征求创始股东意见", "approved it; the founders are asked first")
        self.do(HEAD, investment, "disposal_decision", {"decision": "disposal_approved"}, first)
        waived = Text("放弃优先回购", "waived their first right")
        self.do(APPLICANT, investment, "first_right", {"decision": "first_right_waived"}, waived)
        self._receive(investment, PRICE_FEN, {"payer_name": BUYER})
        ended = self.client.wait_for_stage("auditor", investment, "exited", resource="investments")
        cost, received = ended["cost_fen"], ended["received_fen"]
        zh = f"投资成本{write_official(cost)}，收回{write_official(received)}"
        self.say(SYSTEM, Text(zh, f"cost {yuan_of(cost)}, brought {yuan_of(received)}"), ended)
