"""人才优惠演示。A person registers, has their employer confirm it, is recognised by a panel, and asks for benefits that are delivered."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from rich.progress import Progress

from runtime.demo.client import DemoClient, stage_of
from runtime.demo.walk import PDF, Walk, today

PERSON, EMPLOYER, OFFICER, DELIVERER, START_UP, HEAD = (
    *("person-1", "applicant-chenxin", "officer-hr-1", "officer-hr-2"),
    *("officer-sti-1", "approver-hr-1"),
)
# A demonstration's day lasts a second: long enough that nothing runs out on the way.
DAYS = 1000


def walk(client: DemoClient, progress: Progress) -> None:
    """Take benefits to their end. Needs a running `etown run`."""
    _Benefits(client, progress).all_the_way()


class _Benefits(Walk):
    """The benefits of one person."""

    def all_the_way(self) -> None:
        """Register a person, recognise them, deliver what there is, and let it end as they want."""
        code = self._person()
        self._employer(code)
        talent = self._recognised(code)
        number = self._asked(talent)
        self._delivered(number)
        given_up = self.client.create(PERSON, f"/benefits/{number}/giving-up", {"reason": "已购买住房"})
        self.say(PERSON, "gave them up before the year was over", stage_of(given_up))

    def _person(self) -> str:
        if (code := self.client.get(PERSON, "/me")["enterprise"]) is None:
            body = {"document_kind": "passport", "number": f"E{uuid.uuid4().int % 10**8:08d}"}
            shown = self.client.create(PERSON, "/persons", body)
            code = shown["code"]
            self.say(PERSON, f"registered by a passport, shown as {shown['number']}, and applies as {code}", "registered")
        return str(code)

    def _employer(self, code: str) -> None:
        named = self.client.get(EMPLOYER, "/me")["enterprise"]
        made = self.client.create(PERSON, f"/persons/{code}/employments", {"employer_uscc": named})
        self.say(PERSON, f"named the employer as {made['number']}", stage_of(made))
        self.do(EMPLOYER, made["number"], "employer_answer", {"decision": "employer_confirmed"}, "confirmed it")

    def _recognised(self, code: str) -> str:
        body = {"kind": "talent", "enterprise_uscc": code, "title": "集成电路设计领军人才", "statement": "符合高端人才条件"}
        number = str(self.client.create(PERSON, "/recognitions", body)["number"])
        self.client.upload(PERSON, number, "recognition_application", "申请材料.pdf", PDF, resource="recognitions")
        submitted = self.client.create(PERSON, f"/recognitions/{number}/submit")
        self.say(PERSON, f"asked to be recognised as {number}", stage_of(submitted))
        checked = {"decision": "accepted", "paper": "申请书及业绩证明"}
        self.do(OFFICER, number, "recognition_check", checked, "checked it; no register of enterprises is asked about a person")
        self.score(number, 90)
        decided = {"decision": "recognised", "until": (today() + timedelta(days=DAYS)).isoformat(), "opinion": "同意"}
        self.do(HEAD, number, "recognition_decision", decided, "decided it; on public notice")
        notice = next(one for one in self.client.get(None, "/notices")["items"] if one["application_number"] == number)
        self.say("public", f"reads the notice: {notice['enterprise_name']}", "public_notice")
        self.client.wait_for_stage("auditor", number, "in_force", resource="recognitions")
        return number

    def _asked(self, talent: str) -> str:
        body = {"talent_no": talent, "benefits": ["start_up", "housing", "schooling"], "statement": "子女入学，租住人才公寓"}
        number = str(self.client.create(PERSON, "/benefits", body)["number"])
        submitted = self.client.create(PERSON, f"/benefits/{number}/submit")
        self.say(PERSON, f"asked for benefits as {number}", stage_of(submitted))
        granted = {"decision": "granted", "opinion": "登记册核对无误"}
        self.do(OFFICER, number, "benefit_check", granted, "granted them: a task each for who delivers")
        return number

    def _delivered(self, number: str) -> None:
        self._deliver(START_UP, number, "start_up", {"decision": "delivered", "how": "已安排创业导师"})
        self._deliver(DELIVERER, number, "housing", {"decision": "delivered", "how": "已配租人才公寓一套"})
        self._deliver(DELIVERER, number, "schooling", {"decision": "not_available", "reason": "本学年学位已满"})
        self.do(PERSON, number, "benefit_receipt", {"decision": "received"}, "confirmed the first")
        missing = {"decision": "not_received", "reason": "尚未交付钥匙"}
        self.do(PERSON, number, "benefit_receipt", missing, "says that the other is not there")
        self._deliver(DELIVERER, number, "housing", {"decision": "delivered", "how": "钥匙已交付"})
        self.do(PERSON, number, "benefit_receipt", {"decision": "received"}, "confirmed it")
        shown = self.client.get(PERSON, f"/benefits/{number}")
        self.say(PERSON, f"has {', '.join(shown['granted'])}", stage_of(shown))

    def _deliver(self, officer: str, number: str, benefit: str, answer: dict[str, Any]) -> None:
        tasks = self.client.wait_for_tasks(officer, number, "benefit_delivery")
        ids = {self.client.get(officer, f"/tasks/{task['id']}")["about"]["benefit"]: task["id"] for task in tasks}
        stage = stage_of(self.client.complete(officer, ids[benefit], answer))
        self.say(officer, f"{benefit}: {answer.get('how') or answer['reason']}", stage)
