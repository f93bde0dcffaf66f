"""政策评估演示。A clause is evaluated before its year is over: recipients report, the committee decides, a rule carries it out."""

from __future__ import annotations

from rich.progress import Progress

from policy.judging.catalogue import ITEMS
from policy.money import write_official
from policy.processes.evaluation.lifecycle import READ_BY_ALL
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import Walk, today, yuan_of
from runtime.demo.words import MINUTES_WRITTEN, PUBLIC

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
        zh = f"发起对{ITEMS[ITEM].cited}的中期评估{number}"
        self.say(APPROVER, Text(zh, f"opened the interim evaluation {number} of clause {CLAUSE}"), opened)
        self.client.wait_for_stage("auditor", number, "reporting", "evaluating", "deciding", *DECIDED, resource="evaluations")
        self._read(number)
        if self.client.get("auditor", f"/evaluations/{number}")["stage"]["code"] in READ_BY_ALL:
            # Of a clause and year there is one, and it was demonstrated before.
            return
        self._report(number)
        self.client.wait_for_stage("auditor", number, "evaluating", "deciding", *DECIDED, resource="evaluations")
        effects = {"goals": "已建成", "money": "带动企业投入", "handling": "均在时限内办结", "benefit": "材料较少，企业满意"}
        found = {"decision": "policy_evaluated", **effects, "proposal": "policy_improved", "opinion": "建议完善"}
        improved = Text("完成部门评价，建议完善该条款", "evaluated it, and proposes to improve the clause")
        self.do(OFFICER, number, "policy_evaluation", found, improved)
        self._decide(number)
        shown = self.client.wait_for_stage("auditor", number, *DECIDED, resource="evaluations")
        everybody = self.client.get(None, f"/evaluations/{number}")
        outcome = shown["outcome"]
        said = Text(f"可以查阅评估结果：{outcome['zh']}", f"may read that it was decided to {outcome['en'].lower()} it")
        self.say(PUBLIC, said, everybody)
        self._carry_out(number)

    def _carry_out(self, number: str) -> None:
        """Have an implementing rule approved, and name the document that set it."""
        document_no = f"京技管发〔{today().year}〕{number}号"
        rule = {"from": today().isoformat(), "values": {"missing_report_bars": "never"}, "document_no": document_no}
        entered = self.client.create(OFFICER, f"/items/{ITEM}/rules", rule)
        self.client.create(APPROVER, f"/rules/{entered['id']}/approval", {})
        zh = f"批准{OFFICER}录入的实施细则（{document_no}）"
        self.say(APPROVER, Text(zh, f"approved an implementing rule by {document_no}, which {OFFICER} entered"))
        carried_out = {"decision": "policy_carried_out", "document_no": document_no}
        named = Text(f"以{document_no}落实评估结论", f"named {document_no}, which carries it out")
        self.do(OFFICER, number, "policy_follow_up", carried_out, named)
        self.client.wait_for_stage("auditor", number, "carried_out", resource="evaluations")

    def _decide(self, number: str) -> None:
        """Have a meeting of the committee vote on what the department proposes."""
        body = {"department": "sti", "title": "政策评估专题会", "members": MEMBERS, "chair": MEMBERS[0]}
        meeting = str(self.client.create(OFFICER, "/meetings", body)["number"])
        listed = Text(f"列入{meeting}的议题", f"put it on the agenda of {meeting}")
        self.do(OFFICER, number, "policy_listing", {"decision": "tabled", "meeting": meeting}, listed)
        convened = Text("召开专题会，成员逐一表决", "convened the meeting; each member votes")
        self.do(OFFICER, meeting, "meeting_convening", {"decision": "convened"}, convened)
        for member in MEMBERS:
            self.do(member, meeting, "policy_vote", {"decision": "voted_for"}, Text("表决同意完善", "voted to improve the clause"))
        written = {
            "decision": "minutes_written",
            "minutes_no": f"纪要-{number}",
            "held_on": today().isoformat(),
            "minutes": "会议同意完善。",
        }
        self.do(OFFICER, meeting, "meeting_minutes", written, MINUTES_WRITTEN)
        signed = Text("签署会议纪要，评估据此作出决定", "signed them; the evaluation takes its decision")
        self.do(MEMBERS[0], meeting, "minutes_signature", {"decision": "minutes_signed"}, signed)

    def _read(self, number: str) -> None:
        shown = self.client.get("auditor", f"/evaluations/{number}")
        for figure in shown["figures"]:
            if figure["group"]["code"] in {"handed_in", "exit", "paid", "to_money"}:
                zh, en = f"查阅指标“{figure['title']}”：{figure['count']}", f"read {figure['title_en']}: {figure['count']}"
                if (fen := figure["amount_fen"]) is not None:
                    zh, en = f"{zh}，{write_official(fen)}", f"{en}, {yuan_of(fen)}"
                if days := figure["median_days"]:
                    zh, en = f"{zh}，半数在{days}日内办结", f"{en}, half within {days} days"
                self.say("auditor", Text(zh, en), shown)

    def _report(self, number: str) -> None:
        """Have whoever was paid report, one person of each: what is missing would be waited for until its day."""
        asked = self.client.get("auditor", "/outcome-reports", clause=CLAUSE, year=today().year, stage="reporting", limit=100)["items"]
        reporters = {person["enterprise"]: person["id"] for person in reversed(self.client.people()) if person["enterprise"]}
        figures = {"revenue_fen": 10_000_000_000, "tax_fen": 300_000_000, "rd_expense_fen": 900_000_000, "employees": 120, "patents": 6}
        report = {"promised": "建成国家级创新中心", "reached": "已建成并投入使用", "figures": [{"year": today().year, **figures}]}
        for one in asked:
            # Who is nobody's here was paid in another demonstration that goes on meanwhile.
            reporter = reporters.get(uscc := one["enterprise_uscc"], f"applicant-{uscc}")
            reported = Text(f"为{number}填报绩效自评", f"reported for {number}")
            self.do(reporter, one["number"], "outcome_report", {"decision": "reported", **report}, reported)
