"""承诺演示。An award paid, a change filed before it happens, and a move that nobody filed: found, heard, not remedied, reclaimed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from rich.progress import Progress

from policy.working_days import BEIJING
from runtime.demo.client import DemoClient, DemoNeedsError, stage_of
from runtime.demo.walk import GOOD_ACCOUNT, PDF, Walk, yuan_of

ITEM = "innovation-centre"
OFFICER, OTHER_OFFICER, HEAD, DEPUTY = "officer-sti-1", "officer-sti-2", "approver-sti-1", "approver-sti-2"
KEEPER, OTHER_KEEPER, KEEPERS_HEAD, KEEPERS_DEPUTY = "officer-bizcoop-1", "officer-bizcoop-2", "approver-bizcoop-1", "approver-bizcoop-2"
# Whoever may be given the award. The first two walk no other demonstration to its payment; what one is bound by has ended when it is
# walked again. The last two are asked where both are bound by other awards, which leaving would take back.
APPLICANTS = ("applicant-qinghe", "applicant-yunheng", "applicant-lishi", "applicant-chenxin")
TERMS = {"stay_years": 3, "repay": "pro_rata"}


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one enterprise from its award to a clawback. Needs a running `etown run`."""
    _Commitment(client, progress).all_the_way()


class _Commitment(Walk):
    """One enterprise that commits to stay, and leaves."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        self._applicant, self._uscc = self._whoever_may_apply()

    def all_the_way(self) -> None:
        """Award, file, leave, and be found."""
        self._set_rule()
        self._award()
        self._file()
        try:
            self._leave()
            self._defend()
        finally:
            # Other demonstrations find it where it was.
            self.client.change_enterprise(self._uscc, registered_in_area=True)
        self._reclaim()

    def _whoever_may_apply(self) -> tuple[str, str]:
        homes = {person["id"]: str(person["enterprise"]) for person in self.client.people()}
        bound = {row["enterprise_uscc"]: stage_of(row) for row in self.client.get("auditor", "/commitments", limit=100)["items"]}
        for person in APPLICANTS:
            if bound.get(homes[person]) in {None, "breached", "fulfilled"}:
                return person, homes[person]
        names = ", ".join(APPLICANTS)
        message = (
            f"The demonstration of leaving needs one of {names} without an award in force, and has none here: walk it in another home."
        )
        raise DemoNeedsError(message)

    def _set_rule(self) -> None:
        """Have a rule set what the commitment binds to, unless one does."""
        if any(rule["values"].get("stay_years") for rule in self.client.get(None, f"/items/{ITEM}/rules")):
            self.say("system", "a rule sets the terms of the commitment", "in force")
            return
        given = {"from": _today().isoformat(), "values": TERMS, "document_no": f"演示细则承诺{self.client.mark(4)}号"}
        rule = self.client.create(OFFICER, f"/items/{ITEM}/rules", given)
        self.client.create(OTHER_OFFICER, f"/rules/{rule['id']}/approval")
        self.say(OTHER_OFFICER, "approved the rule: three years, the unserved part is repaid", "in force")

    def _award(self) -> None:
        draft = {
            "item_code": ITEM,
            "enterprise_uscc": self._uscc,
            "facts": {"certificate_no": f"BDA-{self.client.mark(6)}"},
            "claims": {"level": "bda", "event": "newly_obtained"},
            "matter_date": _today().isoformat(),
        }
        case = str(self.client.create(self._applicant, "/applications", draft)["id"])
        for evidence in self.client.get(None, f"/items/{ITEM}")["evidence"]:
            self.client.upload(self._applicant, case, evidence["code"], f"{evidence['code']}.pdf", PDF)
        submitted = self.client.create(self._applicant, f"/applications/{case}/submit")
        self.say(self._applicant, "submitted an application with its evidence", stage_of(submitted))
        self.do(OFFICER, case, "acceptance", {"decision": "accepted"}, "accepted it")
        self.do(OFFICER, case, "desk_review", {"decision": "recommended", "opinion": "符合条件"}, "recommended it")
        self.do(HEAD, case, "decision", {"decision": "approved", "opinion": "同意"}, "approved it")
        terms = self.client.get(self._applicant, f"/tasks/{self._task(self._applicant, case, 'commitment')}")["about"]["terms"]
        self.say(self._applicant, f"reads: {terms['text']['en']}", "commitment")
        self.sign(self._applicant, case, GOOD_ACCOUNT, "signed it")
        self.release(case)
        paid = self.client.wait_for_stage("auditor", case, "in_force")
        self.say("treasury", f"paid {yuan_of(paid['paid_fen'])}", stage_of(paid))
        bound = self.client.wait_for_commitment("auditor", self._uscc, "in_force")
        self.say("system", f"the commitment binds until {bound['undertakings'][0]['until']}", stage_of(bound))

    def _file(self) -> None:
        paper = self.client.upload(self._applicant, self._uscc, "evidence", "resolution.pdf", PDF, resource="commitments")
        change = {
            "kind": "tax_registration",
            "planned_on": (_today() + timedelta(days=30)).isoformat(),
            "description": "税务登记地随集团统一变更",
            "evidence": [paper["id"]],
        }
        filing = self.client.create(self._applicant, "/filings", change)
        self.say(self._applicant, f"filed a change for {change['planned_on']}, before it happens", filing["state"])
        answer = {"decision": "approval_without_repayment_proposed", "opinion": "有客观原因"}
        self._do(KEEPER, "filing_review", answer, "proposed to take it on file without repayment")
        confirmed = {"decision": "approved_without_repayment"}
        self._do(KEEPERS_HEAD, "filing_release_confirmation", confirmed, "agreed, since giving up takes two")

    def _leave(self) -> None:
        self.client.change_enterprise(self._uscc, registered_in_area=False)
        self.say("outside", "the enterprise moves its registration away and tells nobody", "in_force")
        self.client.create("operator", "/commitments/checks", {"year": _today().year})
        found = self.client.wait_for_commitment("auditor", self._uscc, "hearing")
        self.say(
            "system", f"the yearly check found {', '.join(found['breaches'][-1]['failures'])} missing; new awards wait", stage_of(found)
        )

    def _defend(self) -> None:
        self._do(self._applicant, "hearing_statement", {"decision": "heard", "statement": "仅注册地迁出"}, "said what it had to say")
        remedy = {"decision": "remedy_ordered", "reason": "请迁回", "working_days": 200}
        self._do(KEEPER, "breach_review", remedy, "ordered a remedy")
        self._do(self._applicant, "remedy_report", {"decision": "remedy_reported", "report": "正在办理"}, "reported")
        self._do(OTHER_KEEPER, "remedy_check", {"decision": "not_remedied", "reason": "仍未迁回"}, "found nothing remedied")
        self._do(KEEPERS_HEAD, "breach_decision", {"decision": "breach_upheld", "reason": "擅自迁出"}, "decided that the breach stands")
        asked = {"decision": "breach_reconsideration_requested", "reason": "请复核"}
        self._do(self._applicant, "breach_answer", asked, "asked for reconsideration")
        self._do(KEEPERS_DEPUTY, "breach_reconsideration", {"decision": "breach_confirmed", "reason": "证据充分"}, "confirmed it")

    def _reclaim(self) -> None:
        def asked() -> dict[str, Any] | None:
            found = self.client.wait_for_commitment("auditor", self._uscc, "reclaiming")
            return found if found["clawbacks"] else None

        ended = self.client.wait_until(asked, "demand for the breach")
        demand = ended["breaches"][-1]["demands"][0]
        served = demand["reckoning"]
        self.say(
            "system",
            f"{yuan_of(demand['amount_fen'])} is asked back: {served['days_served']} of {served['days']} days served",
            "reclaiming",
        )
        number = str(ended["clawbacks"][-1])
        task = self.client.wait_for_tasks(DEPUTY, number, "clawback_approval")[0]
        approved = self.client.complete(DEPUTY, task["id"], {"decision": "demand_approved", "opinion": "同意追回"})
        self.say(DEPUTY, f"approved {number}", stage_of(approved))
        self.pay_back(self._applicant, number)

    def _task(self, person: str, case: str, kind: str) -> str:
        return str(self.client.wait_for_tasks(person, case, kind)[0]["id"])

    def _do(self, person: str, kind: str, answer: dict[str, Any], what: str) -> None:
        self.do(person, self._uscc, kind, answer, what)


def _today() -> date:
    return datetime.now(BEIJING).date()
