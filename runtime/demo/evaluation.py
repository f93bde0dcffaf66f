"""政策评估演示。A clause is evaluated before its year is over: recipients report, the committee decides, a rule carries it out."""

from __future__ import annotations

from rich.progress import Progress

from policy.processes.evaluation.lifecycle import READ_BY_ALL
from runtime.demo.client import DemoClient, stage_of
from runtime.demo.walk import Walk, today, yuan_of

APPLICANT, OFFICER, APPROVER = "applicant-chenxin", "officer-sti-2", "approver-sti-2"
MEMBERS = ("committee-1", "committee-2", "committee-3")
CLAUSE, ITEM = 5, "innovation-centre"
# What everybody may read: it is decided.
DECIDED = ("carrying_out", "carried_out", "published")


def walk(client: DemoClient, progress: Progress) -> None:
    """Pay an award and evaluate its clause. Needs a running `etown run`."""
    _Evaluation(client, progress).all_the_way()


class _Evaluation(Walk):
    """The evaluation of one clause, in the year that runs."""

    def all_the_way(self) -> None:
        """Open it, have it reported, evaluated and decided, and read what everybody may read."""
        certificate = {"certificate_no": f"BDA-{self.client.mark(6)}"}
        self.pay(APPLICANT, self.draft(APPLICANT, ITEM, certificate, {"level": "bda", "event": "newly_obtained"}))
        opened = self.client.create(APPROVER, "/evaluations", {"clause": CLAUSE, "year": today().year})
        number = str(opened["number"])
        self.say(APPROVER, f"opened the interim evaluation {number} of clause {CLAUSE}", stage_of(opened))
        self.client.wait_for_stage("auditor", number, "reporting", "evaluating", "deciding", *DECIDED, resource="evaluations")
        self._read(number)
        if self.client.get("auditor", f"/evaluations/{number}")["stage"]["code"] in READ_BY_ALL:
            # Of a clause and year there is one, and it was demonstrated before.
            return
        self._report(number)
        self.client.wait_for_stage("auditor", number, "evaluating", "deciding", *DECIDED, resource="evaluations")
        effects = {"goals": "已建成", "money": "带动企业投入", "handling": "均在时限内办结", "benefit": "材料较少，企业满意"}
        found = {"decision": "policy_evaluated", **effects, "proposal": "policy_improved", "opinion": "建议完善"}
        self.do(OFFICER, number, "policy_evaluation", found, "evaluated it, and proposes to improve the clause")
        self._decide(number)
        shown = self.client.wait_for_stage("auditor", number, *DECIDED, resource="evaluations")
        everybody = self.client.get(None, f"/evaluations/{number}")
        self.say("everybody", f"may read that it was decided to {shown['outcome']['en'].lower()} it", everybody["stage"]["code"])
        self._carry_out(number)

    def _carry_out(self, number: str) -> None:
        """Have an implementing rule approved, and name the document that set it."""
        document_no = f"京技管发〔{today().year}〕{number}号"
        rule = {"from": today().isoformat(), "values": {"missing_report_bars": "never"}, "document_no": document_no}
        entered = self.client.create(OFFICER, f"/items/{ITEM}/rules", rule)
        self.client.create(APPROVER, f"/rules/{entered['id']}/approval", {})
        self.say(APPROVER, f"approved an implementing rule by {document_no}, which {OFFICER} entered", "in force")
        carried_out = {"decision": "policy_carried_out", "document_no": document_no}
        self.do(OFFICER, number, "policy_follow_up", carried_out, f"named {document_no}, which carries it out")
        self.client.wait_for_stage("auditor", number, "carried_out", resource="evaluations")

    def _decide(self, number: str) -> None:
        """Have a meeting of the committee vote on what the department proposes."""
        body = {"department": "sti", "title": "政策评估专题会", "members": MEMBERS, "chair": MEMBERS[0]}
        meeting = str(self.client.create(OFFICER, "/meetings", body)["number"])
        self.do(OFFICER, number, "policy_listing", {"decision": "tabled", "meeting": meeting}, f"put it on the agenda of {meeting}")
        self.do(OFFICER, meeting, "meeting_convening", {"decision": "convened"}, "convened the meeting; each member votes")
        for member in MEMBERS:
            self.do(member, meeting, "policy_vote", {"decision": "voted_for"}, "voted to improve the clause")
        written = {
            "decision": "minutes_written",
            "minutes_no": f"纪要-{number}",
            "held_on": today().isoformat(),
            "minutes": "会议同意完善。",
        }
        self.do(OFFICER, meeting, "meeting_minutes", written, "wrote the minutes")
        self.do(MEMBERS[0], meeting, "minutes_signature", {"decision": "minutes_signed"}, "signed them; the evaluation takes its decision")

    def _read(self, number: str) -> None:
        shown = self.client.get("auditor", f"/evaluations/{number}")
        for figure in shown["figures"]:
            if figure["group"]["code"] in {"handed_in", "exit", "paid", "to_money"}:
                said = f"{figure['count']}" + (f", {yuan_of(figure['amount_fen'])}" if figure["amount_fen"] is not None else "")
                said += f", half within {figure['median_days']} days" if figure["median_days"] else ""
                self.say("auditor", f"read {figure['title']} ({figure['title_en']}): {said}", shown["stage"]["code"])

    def _report(self, number: str) -> None:
        """Have whoever was paid report, one person of each: what is missing would be waited for until its day."""
        asked = self.client.get("auditor", "/outcome-reports", clause=CLAUSE, year=today().year, stage="reporting", limit=100)["items"]
        reporters = {person["enterprise"]: person["id"] for person in reversed(self.client.people()) if person["enterprise"]}
        figures = {"revenue_fen": 10_000_000_000, "tax_fen": 300_000_000, "rd_expense_fen": 900_000_000, "employees": 120, "patents": 6}
        report = {"promised": "建成国家级创新中心", "reached": "已建成并投入使用", "figures": [{"year": today().year, **figures}]}
        for one in asked:
            # Who is nobody's here was paid in another demonstration that goes on meanwhile.
            reporter = reporters.get(uscc := one["enterprise_uscc"], f"applicant-{uscc}")
            self.do(reporter, one["number"], "outcome_report", {"decision": "reported", **report}, f"reported for {number}")
