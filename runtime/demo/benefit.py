"""人才优惠演示。A person registers, has their employer confirm it, is recognised by a panel, and asks for benefits that are delivered."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from rich.progress import Progress

from policy.processes.benefit.benefits import BENEFITS, named
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import PDF, Walk, today
from runtime.demo.words import PUBLIC

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
        self.say(PERSON, Text("未满一年，主动放弃", "gave them up before the year was over"), given_up)

    def _person(self) -> str:
        if (code := self.client.get(PERSON, "/me")["enterprise"]) is None:
            body = {"document_kind": "passport", "number": f"E{uuid.uuid4().int % 10**8:08d}"}
            shown = self.client.create(PERSON, "/persons", body)
            code, number = shown["code"], shown["number"]
            zh = f"以护照登记，号码显示为{number}，申请代码为{code}"
            self.say(PERSON, Text(zh, f"registered by a passport, shown as {number}, and applies as {code}"))
        return str(code)

    def _employer(self, code: str) -> None:
        named = self.client.get(EMPLOYER, "/me")["enterprise"]
        made = self.client.create(PERSON, f"/persons/{code}/employments", {"employer_uscc": named})
        self.say(PERSON, Text(f"申报用人单位，编号{made['number']}", f"named the employer as {made['number']}"), made)
        confirmed = Text("确认任职关系", "confirmed it")
        self.do(EMPLOYER, made["number"], "employer_answer", {"decision": "employer_confirmed"}, confirmed)

    def _recognised(self, code: str) -> str:
        body = {"kind": "talent", "enterprise_uscc": code, "title": "集成电路设计领军人才", "statement": "符合高端人才条件"}
        number = str(self.client.create(PERSON, "/recognitions", body)["number"])
        self.client.upload(PERSON, number, "recognition_application", "申请材料.pdf", PDF, resource="recognitions")
        submitted = self.client.create(PERSON, f"/recognitions/{number}/submit")
        self.say(PERSON, Text(f"申请认定，编号{number}", f"asked to be recognised as {number}"), submitted)
        checked = {"decision": "accepted", "paper": "申请书及业绩证明"}
        zh = "审查通过（个人申请不查询企业登记）"
        self.do(OFFICER, number, "recognition_check", checked, Text(zh, "checked it; no register of enterprises is asked about a person"))
        self.score(number, 90)
        decided = {"decision": "recognised", "until": (today() + timedelta(days=DAYS)).isoformat(), "opinion": "同意"}
        self.do(HEAD, number, "recognition_decision", decided, Text("予以认定，开始公示", "decided it; on public notice"))
        notice = next(one for one in self.client.get(None, "/notices")["items"] if one["application_number"] == number)
        name = notice["enterprise_name"]
        self.say(PUBLIC, Text(f"查看公示：{name}", f"reads the notice: {name}"))
        self.client.wait_for_stage("auditor", number, "in_force", resource="recognitions")
        return number

    def _asked(self, talent: str) -> str:
        body = {"talent_no": talent, "benefits": ["start_up", "housing", "schooling"], "statement": "子女入学，租住人才公寓"}
        number = str(self.client.create(PERSON, "/benefits", body)["number"])
        submitted = self.client.create(PERSON, f"/benefits/{number}/submit")
        self.say(PERSON, Text(f"申请人才优惠，编号{number}", f"asked for benefits as {number}"), submitted)
        granted = {"decision": "granted", "opinion": "登记册核对无误"}
        each = Text("准予享受，逐项交落实部门办理", "granted them: a task each for who delivers")
        self.do(OFFICER, number, "benefit_check", granted, each)
        return number

    def _delivered(self, number: str) -> None:
        self._deliver(START_UP, number, "start_up", {"decision": "delivered", "how": "已安排创业导师"})
        self._deliver(DELIVERER, number, "housing", {"decision": "delivered", "how": "已配租人才公寓一套"})
        self._deliver(DELIVERER, number, "schooling", {"decision": "not_available", "reason": "本学年学位已满"})
        self.do(PERSON, number, "benefit_receipt", {"decision": "received"}, Text("确认第一项已经落实", "confirmed the first"))
        missing = {"decision": "not_received", "reason": "尚未交付钥匙"}
        self.do(PERSON, number, "benefit_receipt", missing, Text("反映另一项尚未落实", "says that the other is not there"))
        self._deliver(DELIVERER, number, "housing", {"decision": "delivered", "how": "钥匙已交付"})
        self.do(PERSON, number, "benefit_receipt", {"decision": "received"}, Text("确认已经落实", "confirmed it"))
        shown = self.client.get(PERSON, f"/benefits/{number}")
        granted = named(shown["granted"])
        self.say(PERSON, Text(f"现享受：{granted.zh}", f"has been granted {granted.en}"), shown)

    def _deliver(self, officer: str, number: str, benefit: str, answer: dict[str, Any]) -> None:
        tasks = self.client.wait_for_tasks(officer, number, "benefit_delivery")
        ids = {self.client.get(officer, f"/tasks/{task['id']}")["about"]["benefit"]: task["id"] for task in tasks}
        title, said = BENEFITS[benefit], answer.get("how") or answer["reason"]
        self.say(officer, Text(f"{title.zh}：{said}", f"{title.en}: {said}"), self.client.complete(officer, ids[benefit], answer))
