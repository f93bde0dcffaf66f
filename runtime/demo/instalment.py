"""分期拨付演示。An award in three parts (clause 7): paid at once, paid once its condition was proved, and forfeited after a hearing."""

from __future__ import annotations

from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.processes.instalment.reported import PROOF
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.recognition import recognise
from runtime.demo.walk import GOOD_ACCOUNT, PDF, WAN_FEN, Walk, today, yuan_of
from runtime.demo.words import ACCEPTED, SYSTEM, TREASURY

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
            ordinal, fen = part["ordinal"], part["paid_fen"]
            said = Text(f"第{ordinal}期：已拨付{write_official(fen)}", f"part {ordinal}: {yuan_of(fen)} paid")
            self.say(SYSTEM, said, part if part.get("stage") else None)

    def _awarded(self, person: str) -> str:
        award = self.draft(person, ITEM, {"project_no": f"QR-{self.client.mark(6)}"}, CLAIMS)
        self.say(person, Text(f"提交{award}", f"submitted {award}"), self.client.create(person, f"/applications/{award}/submit"))
        self.do(OFFICER, award, "acceptance", {"decision": "accepted"}, ACCEPTED)
        seen = {"decision": "recommended", "visited_on": today().isoformat(), "findings": "设备在场"}
        self.do(OFFICER, award, "site_check", seen, Text("现场查看设备，建议支持", "saw the equipment on site and recommended it"))
        self.do(HEAD, award, "decision", {"decision": "approved"}, Text("批准，分三期拨付", "approved it, to be paid in three parts"))
        self.client.wait_for_stage("auditor", award, "commitment")
        self.sign(person, award, GOOD_ACCOUNT)
        self.release(award)
        self.see_paid(award, Text("（第一期）", ", the first part"))
        return award

    def _prove(self, person: str, part: str) -> None:
        early = self.client.wait_for_tasks(person, part, "instalment_report")[0]
        report = {"decision": "condition_reported", "statement": "设备已全部安装调试完毕并投入使用"}
        refused = self.client.refusal(person, f"/tasks/{early['id']}/complete", report)
        why = refused["detail"]
        self.say(person, Text(f"未附证明材料即申报，被拒绝：{why}", f"reported without a paper: {why}"))
        proof = self.client.upload(person, part, PROOF, "设备投入使用验收单.pdf", PDF, resource="instalments")
        name = proof["file_name"]
        uploaded = Text(f"上传《{name}》，申报{part}的拨付条件", f"uploaded {name} and reported that the condition of {part} holds")
        self.do(person, part, "instalment_report", report, uploaded)
        found = {"decision": "condition_found", "document": proof["id"]}
        self.do(OFFICER, part, "instalment_check", found, Text("依据该材料核对，条件已满足", "found it to hold by that document"))
        approved = Text("批准拨付该期资金", "approved it; the part is being paid")
        self.do(DEPUTY, part, "instalment_approval", {"decision": "part_approved"}, approved)
        self.release(part)
        paid = self.client.wait_for_stage("auditor", part, "paid", resource="instalments")
        fen = paid["paid_fen"]
        self.say(TREASURY, Text(f"已拨付{write_official(fen)}（第二期）", f"paid {yuan_of(fen)}, the second part"), paid)

    def _forfeit(self, person: str, part: str) -> None:
        self.client.upload(person, part, PROOF, "延期说明.pdf", PDF, resource="instalments")
        report = {"decision": "condition_reported", "statement": "项目因市场原因停建，申请拨付余款"}
        said = Text(f"申报{part}，该项目已停建", f"reported {part}, of which the project was given up")
        self.do(person, part, "instalment_report", report, said)
        proposed = {"decision": "forfeiture_proposed", "reason": "项目已停建，未竣工投产"}
        self.do(OFFICER, part, "instalment_check", proposed, Text("提出不再拨付", "proposed that it is not paid"))
        self.do(person, part, "forfeiture_statement", {"decision": "statement_waived"}, Text("无异议", "has no objection"))
        forfeited = {"decision": "forfeited", "reason": "拨付条件未满足"}
        self.do(DEPUTY, part, "forfeiture_decision", forfeited, Text("决定不再拨付，所占预算已释放", "decided so; its money is free"))
        letter = self.client.get(person, f"/cases/{part}/letter")
        self.say(person, Text(f"收到决定书{letter['number']}", f"read the decision {letter['number']}"))
