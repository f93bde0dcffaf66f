"""专题会演示。What no formula decides before one meeting: an application for each such item is supported and paid, another one is not."""

from __future__ import annotations

from typing import Any

from rich.progress import Progress

from policy.judging.catalogue import ITEMS
from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import GOOD_ACCOUNT, WAN_FEN, Walk, today, yuan_of
from runtime.demo.words import ACCEPTED, APPROVED_TOO, MINUTES_WRITTEN, STATED, SYSTEM

APPLICANT, OFFICER, HEAD, DEPUTY = "applicant-chenxin", "officer-sti-1", "approver-sti-1", "approver-sti-2"
MEMBERS = ("committee-1", "committee-2", "committee-3")
PROPOSED_FEN = 300 * WAN_FEN


def walk(client: DemoClient, progress: Progress) -> None:
    """Have a meeting decide applications. Needs a running `etown run`."""
    _Meeting(client, progress).all_the_way()


class _Meeting(Walk):
    """One meeting, and what it decides."""

    def all_the_way(self) -> None:
        """Take applications before a meeting, have all but one supported, each agreed to by two approvers, and pay them."""
        person = self.newcomer("演示重大任务")
        project = {"project_no": f"N-{self.client.mark(6)}"}
        supported = [
            self._ready(person, "national-mission", project, {"undertakes_task": True}),
            self._ready(person, "mega-project", {"project_no": f"M-{self.client.mark(6)}"}, {}),
            self._ready(person, "national-platform", {"year": today().year - 1}, {}),
        ]
        refused = self._ready(APPLICANT, "national-mission", {"project_no": f"N-{self.client.mark(6)}"}, {"undertakes_task": True})
        body = {"department": "sti", "title": "国家重大任务专题会", "members": MEMBERS, "chair": MEMBERS[0]}
        called = self.client.create(OFFICER, "/meetings", body)
        meeting = str(called["number"])
        self.say(OFFICER, Text(f"筹备专题会{meeting}，成员{len(MEMBERS)}人", f"called {meeting} with {len(MEMBERS)} members"), called)
        for case in (*supported, refused):
            listed = {"decision": "tabled", "meeting": meeting, "proposed_fen": PROPOSED_FEN, "opinion": "专家建议支持"}
            zh = f"将{case}列入议题，建议支持{write_official(PROPOSED_FEN)}"
            self.do(OFFICER, case, "meeting_listing", listed, Text(zh, f"put {case} on its agenda with {yuan_of(PROPOSED_FEN)}"))
        convened = Text("召开专题会，成员逐项表决", "convened it; each member votes on each matter")
        self.do(OFFICER, meeting, "meeting_convening", {"decision": "convened"}, convened)
        for member in MEMBERS:
            self._vote(member, meeting, supported)
        written = {"decision": "minutes_written", "minutes_no": f"专题会纪要〔{today().year}〕{self.client.mark(4)}号"}
        said = {"held_on": today().isoformat(), "minutes": "会议听取了经办部门的汇报，逐项进行了审议表决。"}
        self.do(OFFICER, meeting, "meeting_minutes", written | said, MINUTES_WRITTEN)
        signed = Text("签署会议纪要，各案件按决议办理", "signed them; each case takes its resolution")
        self.do(MEMBERS[0], meeting, "minutes_signature", {"decision": "minutes_signed"}, signed)
        found = self.client.wait_for_stage("auditor", refused, "refused")
        self.say(SYSTEM, Text(f"按会议决议，对{refused}不予支持", f"{refused} is refused, as the meeting resolved"), found)
        for case in supported:
            resolved = Text(f"批准{case}的会议决议", f"approved what was resolved of {case}")
            self.do(HEAD, case, "decision", {"decision": "approved"}, resolved)
            self.do(DEPUTY, case, "second_decision", {"decision": "approved"}, APPROVED_TOO)
        closed = self.client.wait_for_stage("auditor", meeting, "closed", resource="meetings")
        minutes = self.client.get("auditor", f"/cases/{meeting}/letter")["text"]
        self.say("auditor", Text(minutes, minutes), closed)
        for case in supported:
            self._pay(person, case)

    def _pay(self, person: str, case: str) -> None:
        self.client.wait_for_stage("auditor", case, "commitment")
        self.sign(person, case, GOOD_ACCOUNT)
        self.release(case)
        self.see_paid(case)

    def _ready(self, person: str, item: str, facts: dict[str, Any], claims: dict[str, Any]) -> str:
        case = self.draft(person, item, facts, claims)
        submitted = self.client.create(person, f"/applications/{case}/submit")
        self.say(person, Text(f"提交{case}（{ITEMS[item].title.zh}）", f"submitted {case} for {item}"), submitted)
        self.do(OFFICER, case, "acceptance", {"decision": "accepted"}, ACCEPTED)
        self.do(OFFICER, case, "fact_check", {"decision": "facts_stated", "opinion": "与任务书一致"}, STATED)
        self.score(case, 90)
        return case

    def _vote(self, member: str, meeting: str, supported: list[str]) -> None:
        for task in self.client.wait_for_tasks(member, meeting, "meeting_vote"):
            about = self.client.get(member, f"/tasks/{task['id']}")["about"]
            agreed = {"decision": "voted_for", "award_fen": about["proposed_fen"]}
            against = {"decision": "voted_against", "reason": "不属于特别重大任务"}
            number = about["number"]
            answer, zh, en = (agreed, "表决同意", "voted for") if number in supported else (against, "表决不同意", "voted against")
            self.say(member, Text(f"{zh}{number}", f"{en} {number}"), self.client.complete(member, task["id"], answer))
