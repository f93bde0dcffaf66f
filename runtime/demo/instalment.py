"""分期拨付演示。An award in three parts (clause 7): paid at once, paid once its condition was proved, and forfeited after a hearing."""

from __future__ import annotations

from typing import Any

from rich.progress import Progress

from policy.processes.instalment.reported import PROOF
from runtime.demo.client import DemoClient, stage_of
from runtime.demo.recognition import recognise
from runtime.demo.walk import GOOD_ACCOUNT, PDF, WAN_FEN, Walk, today, yuan_of

ITEM = "relocation-equipment"
OFFICER, OTHER_OFFICER, HEAD, DEPUTY = "officer-econ-1", "officer-econ-2", "approver-econ-1", "approver-econ-2"
PARTS: list[dict[str, Any]] = [
    {"share": "0.4"},
    {"share": "0.4", "months": 12, "condition": {"zh": "设备已投入使用", "en": "the equipment is in use"}},
    {"share": "0.2", "months": 24, "condition": {"zh": "项目已竣工投产", "en": "the project is completed and in production"}},
]
CLAIMS = {"moved_in_from_outside": True, "builds_new_major_project": True, "rd_equipment_fen": 1000 * WAN_FEN}


def walk(client: DemoClient, progress: Progress) -> None:
    """Take an award to the end of its last part. Needs a running `etown run`."""
    _Instalments(client, progress).all_the_way()


class _Instalments(Walk):
    """One award, and its later parts."""

    def all_the_way(self) -> None:
        """Pay the first part, prove the condition of the second, and forfeit the third."""
        self.ensure_rule(ITEM, {"instalments": PARTS}, (OFFICER, OTHER_OFFICER))
        person = self.newcomer("演示迁入装备")
        title = {"kind": "specialised_enterprise", "title": "专精特新企业", "statement": "符合专精特新企业认定条件"}
        recognise(self, person, title, "econ")
        award = self._awarded(person)
        _, second, third = self.client.get(person, f"/applications/{award}")["instalments"]
        self._prove(person, second["number"])
        self._forfeit(person, third["number"])
        for part in self.client.get(person, f"/applications/{award}")["instalments"]:
            self.say("system", f"part {part['ordinal']}: {yuan_of(part['paid_fen'])} paid", (part.get("stage") or {}).get("code", "paid"))

    def _awarded(self, person: str) -> str:
        award = self.draft(person, ITEM, {"project_no": f"QR-{self.client.mark(6)}"}, CLAIMS)
        self.client.create(person, f"/applications/{award}/submit")
        self.say(person, f"submitted {award}", "acceptance")
        self.do(OFFICER, award, "acceptance", {"decision": "accepted"}, "accepted it")
        seen = {"decision": "recommended", "visited_on": today().isoformat(), "findings": "设备在场"}
        self.do(OFFICER, award, "site_check", seen, "saw the equipment on site and recommended it")
        self.do(HEAD, award, "decision", {"decision": "approved"}, "approved it, to be paid in three parts")
        self.client.wait_for_stage("auditor", award, "commitment")
        self.sign(person, award, GOOD_ACCOUNT, "signed the commitment to stay")
        self.release(award)
        paid = self.client.wait_for_stage("auditor", award, "in_force")
        self.say("treasury", f"paid {yuan_of(paid['paid_fen'])}, the first part", "in_force")
        return award

    def _prove(self, person: str, part: str) -> None:
        early = self.client.wait_for_tasks(person, part, "instalment_report")[0]
        report = {"decision": "condition_reported", "statement": "设备已全部安装调试完毕并投入使用"}
        refused = self.client.refusal(person, f"/tasks/{early['id']}/complete", report)
        self.say(person, f"reported without a paper: {refused['detail']}", str(refused["code"]))
        proof = self.client.upload(person, part, PROOF, "设备投入使用验收单.pdf", PDF, resource="instalments")
        self.do(person, part, "instalment_report", report, f"uploaded {proof['file_name']} and reported that the condition of {part} holds")
        found = {"decision": "condition_found", "document": proof["id"]}
        self.do(OFFICER, part, "instalment_check", found, "found it to hold by that document")
        self.do(DEPUTY, part, "instalment_approval", {"decision": "part_approved"}, "approved it; the part is being paid")
        self.release(part)
        paid = self.client.wait_for_stage("auditor", part, "paid", resource="instalments")
        self.say("treasury", f"paid {yuan_of(paid['paid_fen'])}, the second part", stage_of(paid))

    def _forfeit(self, person: str, part: str) -> None:
        self.client.upload(person, part, PROOF, "延期说明.pdf", PDF, resource="instalments")
        report = {"decision": "condition_reported", "statement": "项目因市场原因停建，申请拨付余款"}
        self.do(person, part, "instalment_report", report, f"reported {part}, of which the project was given up")
        proposed = {"decision": "forfeiture_proposed", "reason": "项目已停建，未竣工投产"}
        self.do(OFFICER, part, "instalment_check", proposed, "proposed that it is not paid")
        self.do(person, part, "forfeiture_statement", {"decision": "statement_waived"}, "has no objection")
        forfeited = {"decision": "forfeited", "reason": "拨付条件未满足"}
        self.do(DEPUTY, part, "forfeiture_decision", forfeited, "decided so; its money is free")
        letter = self.client.get(person, f"/cases/{part}/letter")
        self.say(person, f"read the decision {letter['number']}", "forfeited")
