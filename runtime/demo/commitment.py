"""承诺演示。An award paid, a change filed before it happens, and a move that nobody filed: found, heard, not remedied, reclaimed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from rich.progress import Progress

from policy.letters.breach_notice import found_outside
from policy.money import write_official
from policy.text import Text
from policy.working_days import BEIJING
from runtime.demo.client import DemoClient, DemoNeedsError
from runtime.demo.walk import GOOD_ACCOUNT, PDF, Walk, yuan_of
from runtime.demo.words import ACCEPTED, APPROVED, RECOMMENDED, SYSTEM, stage_of

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
        zh = f"“迁出”演示需要{'、'.join(APPLICANTS)}中的一个没有生效的支持，目前都有：请换一个数据目录（ETOWN_HOME）再演示。"
        needs = f"The demonstration of leaving needs one of {', '.join(APPLICANTS)} without an award in force"
        raise DemoNeedsError(Text(zh, f"{needs}, and has none here: walk it in another home."))

    def _set_rule(self) -> None:
        """Have a rule set what the commitment binds to, unless one does."""
        if any(rule["values"].get("stay_years") for rule in self.client.get(None, f"/items/{ITEM}/rules")):
            self.say(SYSTEM, Text("实施细则已规定承诺的内容", "a rule sets the terms of the commitment"))
            return
        given = {"from": _today().isoformat(), "values": TERMS, "document_no": f"演示细则承诺{self.client.mark(4)}号"}
        rule = self.client.create(OFFICER, f"/items/{ITEM}/rules", given)
        self.client.create(OTHER_OFFICER, f"/rules/{rule['id']}/approval")
        zh = "批准实施细则：承诺三年，按未履行期限的比例退回资金"
        self.say(OTHER_OFFICER, Text(zh, "approved the rule: three years, the unserved part is repaid"))

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
        self.say(self._applicant, Text("提交申请及材料", "submitted an application with its evidence"), submitted)
        self.do(OFFICER, case, "acceptance", {"decision": "accepted"}, ACCEPTED)
        self.do(OFFICER, case, "desk_review", {"decision": "recommended", "opinion": "符合条件"}, RECOMMENDED)
        self.do(HEAD, case, "decision", {"decision": "approved", "opinion": "同意"}, APPROVED)
        terms = self.client.get(self._applicant, f"/tasks/{self._task(self._applicant, case, 'commitment')}")["about"]["terms"]
        said = terms["text"]
        self.say(self._applicant, Text(f"阅读承诺书：{said['zh']}", f"reads: {said['en']}"))
        self.sign(self._applicant, case, GOOD_ACCOUNT)
        self.release(case)
        self.see_paid(case)
        bound = self.client.wait_for_commitment("auditor", self._uscc, "in_force")
        until = bound["undertakings"][0]["until"]
        self.say(SYSTEM, Text(f"承诺的期限至{until}", f"the commitment binds until {until}"), bound)

    def _file(self) -> None:
        paper = self.client.upload(self._applicant, self._uscc, "evidence", "resolution.pdf", PDF, resource="commitments")
        change = {
            "kind": "tax_registration",
            "planned_on": (_today() + timedelta(days=30)).isoformat(),
            "description": "税务登记地随集团统一变更",
            "evidence": [paper["id"]],
        }
        self.client.create(self._applicant, "/filings", change)
        day = change["planned_on"]
        self.say(self._applicant, Text(f"事前备案：拟于{day}变动", f"filed a change for {day}, before it happens"))
        answer = {"decision": "approval_without_repayment_proposed", "opinion": "有客观原因"}
        proposed = Text("提出予以备案，不要求退回资金", "proposed to take it on file without repayment")
        self._do(KEEPER, "filing_review", answer, proposed)
        confirmed = {"decision": "approved_without_repayment"}
        self._do(
            KEEPERS_HEAD, "filing_release_confirmation", confirmed, Text("同意，不要求退回须双人办理", "agreed, since giving up takes two")
        )

    def _leave(self) -> None:
        self.client.change_enterprise(self._uscc, registered_in_area=False)
        moved = Text("单位迁出注册地，未备案", "the enterprise moves its registration away and tells nobody")
        self.say(Text("外部", "outside"), moved)
        self.client.create("operator", "/commitments/checks", {"year": _today().year})
        found = self.client.wait_for_commitment("auditor", self._uscc, "hearing")
        failures = found["breaches"][-1]["failures"]
        # The letters speak to the enterprise.
        outside = found_outside(failures, "zh").replace("贵单位", "该单位")
        zh = f"年度核查发现：{outside}；暂不给予新的支持"
        self.say(SYSTEM, Text(zh, f"the yearly check found {', '.join(failures)} missing; new awards wait"), found)

    def _defend(self) -> None:
        heard = {"decision": "heard", "statement": "仅注册地迁出"}
        self._do(self._applicant, "hearing_statement", heard, Text("进行陈述申辩", "said what it had to say"))
        remedy = {"decision": "remedy_ordered", "reason": "请迁回", "working_days": 200}
        self._do(KEEPER, "breach_review", remedy, Text("责令限期整改", "ordered a remedy"))
        reported = {"decision": "remedy_reported", "report": "正在办理"}
        self._do(self._applicant, "remedy_report", reported, Text("报告整改情况", "reported"))
        unremedied = {"decision": "not_remedied", "reason": "仍未迁回"}
        self._do(OTHER_KEEPER, "remedy_check", unremedied, Text("核查认为未整改到位", "found nothing remedied"))
        upheld = {"decision": "breach_upheld", "reason": "擅自迁出"}
        self._do(KEEPERS_HEAD, "breach_decision", upheld, Text("认定违反承诺", "decided that the breach stands"))
        asked = {"decision": "breach_reconsideration_requested", "reason": "请复核"}
        self._do(self._applicant, "breach_answer", asked, Text("申请复核", "asked for reconsideration"))
        confirmed = {"decision": "breach_confirmed", "reason": "证据充分"}
        self._do(KEEPERS_DEPUTY, "breach_reconsideration", confirmed, Text("复核维持原认定", "confirmed it"))

    def _reclaim(self) -> None:
        def asked() -> dict[str, Any] | None:
            found = self.client.wait_for_commitment("auditor", self._uscc, "reclaiming")
            return found if found["clawbacks"] else None

        ended = self.client.wait_until(asked, Text("对违反承诺的追回", "demand for the breach"))
        demand = ended["breaches"][-1]["demands"][0]
        served = demand["reckoning"]
        fen, kept, days = demand["amount_fen"], served["days_served"], served["days"]
        zh = f"应退回{write_official(fen)}：承诺期{days}日，已履行{kept}日"
        self.say(SYSTEM, Text(zh, f"{yuan_of(fen)} is asked back: {kept} of {days} days served"), ended)
        number = str(ended["clawbacks"][-1])
        task = self.client.wait_for_tasks(DEPUTY, number, "clawback_approval")[0]
        approved = self.client.complete(DEPUTY, task["id"], {"decision": "demand_approved", "opinion": "同意追回"})
        self.say(DEPUTY, Text(f"批准追回{number}", f"approved {number}"), approved)
        self.pay_back(self._applicant, number)

    def _task(self, person: str, case: str, kind: str) -> str:
        return str(self.client.wait_for_tasks(person, case, kind)[0]["id"])

    def _do(self, person: str, kind: str, answer: dict[str, Any], what: Text) -> None:
        self.do(person, self._uscc, kind, answer, what)


def _today() -> date:
    return datetime.now(BEIJING).date()
