"""限制申报演示。An award got by fraud is asked and paid back; its enterprise is barred after a hearing, refused, and let go by two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rich.progress import Progress

from runtime.demo.client import DemoClient, stage_of
from runtime.demo.walk import Walk, today, yuan_of

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
        self.say(APPLICANT, f"submitted {another}, which is taken now", stage_of(taken))
        # Nothing of a demonstration waits for people who are no longer there.
        withdrawn = self.client.create(APPLICANT, f"/cases/{another}/withdraw", {"reason": "演示结束"})
        self.say(APPLICANT, "withdrew it", stage_of(withdrawn))

    def _apply(self) -> str:
        return self.draft(APPLICANT, ITEM, {"certificate_no": f"BDA-{self.client.mark(6)}"}, CLAIMS)

    def _ask_back(self) -> None:
        paid_fen = self.client.get("auditor", f"/applications/{self._award}")["paid_fen"]
        body = {"application": self._award, "cause": "fraud", "amount_fen": paid_fen, "reason": "经发证单位核实，证书系伪造"}
        claim = self.client.create(OFFICER, "/clawbacks", body)
        self._claim = str(claim["number"])
        self.say(OFFICER, f"demanded {yuan_of(claim['amount_fen'])} back as {self._claim}: got by fraud", "proposed")
        self.do(DEPUTY, self._claim, "clawback_approval", {"decision": "demand_approved"}, "approved it; had neither asked nor decided")
        self.do(APPLICANT, self._claim, "clawback_objection", {"decision": "demand_accepted"}, "accepted it")
        self.repay(self._claim, self._uscc, paid_fen, "what came back")
        self.client.wait_for_stage("auditor", self._claim, "settled", resource="clawbacks")
        self.say("system", "nothing is owed, and it is not known yet whether the enterprise may apply again", "settled")

    def _propose(self) -> None:
        self._debarment = str(self.client.wait_until(self._follows, f"the debarment that follows {self._claim}"))
        proposed = {
            "decision": "bar_proposed",
            "until": (today() + timedelta(days=DAYS)).isoformat(),
            "reason": "以伪造证书骗取支持资金",
        }
        self.do(OTHER_OFFICER, self._debarment, "debarment_proposal", proposed, f"proposed {self._debarment}: a bar of {DAYS} days")

    def _follows(self) -> str | None:
        found: list[dict[str, Any]] = self.client.get("auditor", "/debarments", enterprise=self._uscc)["items"]
        return next((one["number"] for one in found if one["clawback_number"] == self._claim), None)

    def _decide(self) -> None:
        pleaded = {"decision": "statement_made", "reason": "证书由代理机构提供，已主动退回资金"}
        self.do(APPLICANT, self._debarment, "debarment_statement", pleaded, "was heard")
        barred = {"decision": "barred", "reason": "单位对材料真实性负责，陈述不影响认定"}
        self.do(THIRD_APPROVER, self._debarment, "debarment_decision", barred, "barred it; had dealt with none of it before")

    def _be_refused(self, application: str) -> None:
        problem = self.client.refusal(APPLICANT, f"/applications/{application}/submit")
        self.say("system", f"refused {application} ({problem['code']}): {problem['detail']}", "draft")

    def _lift(self) -> None:
        ground = {"ground": "set_aside", "paper": "追回决定复核意见（演示1号）", "reason": "经复核，造假系代理机构所为，该单位不知情"}
        asked = self.client.create(OFFICER, f"/debarments/{self._debarment}/lifting", ground)
        self.say(OFFICER, "asked to lift the bar early", stage_of(asked))
        self.do(
            DEPUTY, self._debarment, "debarment_lifting", {"decision": "lifted", "opinion": "同意"}, "lifted it, since giving up takes two"
        )
