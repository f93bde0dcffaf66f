"""限制申报演示。An award got by fraud is asked and paid back; its enterprise is barred after a hearing, refused, and let go by two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rich.progress import Progress

from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import Walk, today
from runtime.demo.words import DEMAND_ACCEPTED, DEMAND_APPROVED, HEARD, SYSTEM, WITHDREW

ITEM = "innovation-centre"
APPLICANT, OFFICER, OTHER_OFFICER = "applicant-lishi", "officer-sti-1", "officer-sti-2"
DEPUTY, THIRD_APPROVER = "approver-sti-2", "approver-sti-3"
CLAIMS = {"level": "bda", "event": "newly_obtained"}
# A demonstration's day lasts a second: long enough that the bar does not run out on the way.
DAYS = 1000


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one enterprise from its award into a bar and out of it. Needs a running `etown run`."""
    _Fraud(client, progress).all_the_way()


class _Fraud(Walk):
    """One enterprise that got an award by fraud."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        self._uscc = next(person["enterprise"] for person in client.people() if person["id"] == APPLICANT)
        self._award = self._claim = self._debarment = ""

    def all_the_way(self) -> None:
        """Pay it, ask it back, bar its enterprise, and lift the bar."""
        self._award = self._apply()
        self.pay(APPLICANT, self._award)
        self._ask_back()
        self._propose()
        another = self._apply()
        self._decide()
        self._be_refused(another)
        self._lift()
        taken = self.client.create(APPLICANT, f"/applications/{another}/submit")
        self.say(APPLICANT, Text(f"提交{another}，此次已予接收", f"submitted {another}, which is taken now"), taken)
        # Nothing of a demonstration waits for people who are no longer there.
        withdrawn = self.client.create(APPLICANT, f"/cases/{another}/withdraw", {"reason": "演示结束"})
        self.say(APPLICANT, WITHDREW, withdrawn)

    def _apply(self) -> str:
        return self.draft(APPLICANT, ITEM, {"certificate_no": f"BDA-{self.client.mark(6)}"}, CLAIMS)

    def _ask_back(self) -> None:
        paid_fen = self.client.get("auditor", f"/applications/{self._award}")["paid_fen"]
        body = {"application": self._award, "cause": "fraud", "amount_fen": paid_fen, "reason": "经发证单位核实，证书系伪造"}
        self._claim = self.demand(OFFICER, body, Text("该款项系骗取", "which were got by fraud"))
        self.do(DEPUTY, self._claim, "clawback_approval", {"decision": "demand_approved"}, DEMAND_APPROVED)
        self.do(APPLICANT, self._claim, "clawback_objection", {"decision": "demand_accepted"}, DEMAND_ACCEPTED)
        self.repay(self._claim, self._uscc, paid_fen, Text("骗取的资金", "what came back"))
        settled = self.client.wait_for_stage("auditor", self._claim, "settled", resource="clawbacks")
        zh = "欠款已经结清，该单位能否再次申报尚未决定"
        self.say(SYSTEM, Text(zh, "nothing is owed, and it is not known yet whether the enterprise may apply again"), settled)

    def _propose(self) -> None:
        followed = Text(f"{self._claim}之后的限制申报", f"the debarment that follows {self._claim}")
        self._debarment = str(self.client.wait_until(self._follows, followed))
        proposed = {
            "decision": "bar_proposed",
            "until": (today() + timedelta(days=DAYS)).isoformat(),
            "reason": "以伪造证书骗取支持资金",
        }
        said = Text(f"提出限制申报{DAYS}日（{self._debarment}）", f"proposed {self._debarment}: a bar of {DAYS} days")
        self.do(OTHER_OFFICER, self._debarment, "debarment_proposal", proposed, said)

    def _follows(self) -> str | None:
        found: list[dict[str, Any]] = self.client.get("auditor", "/debarments", enterprise=self._uscc)["items"]
        return next((one["number"] for one in found if one["clawback_number"] == self._claim), None)

    def _decide(self) -> None:
        pleaded = {"decision": "statement_made", "reason": "证书由代理机构提供，已主动退回资金"}
        self.do(APPLICANT, self._debarment, "debarment_statement", pleaded, HEARD)
        barred = {"decision": "barred", "reason": "单位对材料真实性负责，陈述不影响认定"}
        said = Text("决定限制申报（该审批人此前均未经手）", "barred it; had dealt with none of it before")
        self.do(THIRD_APPROVER, self._debarment, "debarment_decision", barred, said)

    def _be_refused(self, application: str) -> None:
        problem = self.client.refusal(APPLICANT, f"/applications/{application}/submit")
        code, why = problem["code"], problem["detail"]
        self.say(SYSTEM, Text(f"不予接收{application}（{code}）：{why}", f"refused {application} ({code}): {why}"))

    def _lift(self) -> None:
        ground = {"ground": "set_aside", "paper": "追回决定复核意见（演示1号）", "reason": "经复核，造假系代理机构所为，该单位不知情"}
        asked = self.client.create(OFFICER, f"/debarments/{self._debarment}/lifting", ground)
        self.say(OFFICER, Text("提出提前解除限制", "asked to lift the bar early"), asked)
        lifted = {"decision": "lifted", "opinion": "同意"}
        two = Text("同意解除，提前解除须双人办理", "lifted it, since giving up takes two")
        self.do(DEPUTY, self._debarment, "debarment_lifting", lifted, two)
