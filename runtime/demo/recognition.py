"""认定演示。A patent pool is recognised, and revoked by two after a hearing; a certificate is kept until its last day."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from rich.progress import Progress

from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import PDF, Walk, sheet, today
from runtime.demo.words import CHECKED, HEARD, PUBLIC, SYSTEM, stage_of

APPLICANT, OFFICER, OTHER_OFFICER, HEAD, DEPUTY = "applicant-chenxin", "officer-sti-1", "officer-sti-2", "approver-sti-1", "approver-sti-2"
# A demonstration's day lasts a second: long enough that nothing runs out on the way, and short enough to see a certificate end.
DAYS, SHORT = 1000, 15
LISTED = ("统一社会信用代码", "单位名称", "认定对象", "认定日期")


def walk(client: DemoClient, progress: Progress) -> None:
    """Take recognitions into the register and out of it. Needs a running `etown run`."""
    _Register(client, progress).all_the_way()


class _Register(Walk):
    """What is recognised."""

    def all_the_way(self) -> None:
        """Recognise a pool and revoke it, and keep a certificate until its last day."""
        pool = self._pool()
        self._revoke(pool)
        self._keep()

    def _pool(self) -> str:
        number, pool_no = recognise_pool(self, APPLICANT)
        [entry] = self.client.get(None, "/recognitions", number=pool_no)["items"]
        kind, entry_no, holder = entry["kind_title"], entry["entry_no"], entry["holder"]
        zh = f"查阅登记册：{kind['zh']}{entry_no}，{holder}"
        self.say(PUBLIC, Text(zh, f"reads in the register: {kind['en'].lower()} {entry_no} of {holder}"))
        return number

    def _revoke(self, number: str) -> None:
        body = {"ends_on": today().isoformat(), "reason": "入池专利已全部失效"}
        proposed = self.client.create(OTHER_OFFICER, f"/recognitions/{number}/revocation", body)
        self.say(OTHER_OFFICER, Text("提出撤销认定", "proposed to revoke it"), proposed)
        pleaded = {"decision": "statement_made", "reason": "正在补充专利"}
        self.do(APPLICANT, number, "revocation_statement", pleaded, HEARD)
        revoked = {"decision": "revoked", "reason": "事实清楚，补充专利尚未授权"}
        said = Text("撤销认定（该审批人此前未参与审查和提出）", "revoked it; had neither checked nor proposed it")
        self.do(DEPUTY, number, "revocation_decision", revoked, said)

    def _keep(self) -> None:
        certificate = f"GR2024{uuid.uuid4().int % 10**8:08d}"
        body = {"kind": "qualification", "title": "高新技术企业资格", "certificate_no": certificate, "statement": "自河北省整体迁入"}
        number = _ask(self, APPLICANT, body)
        papers = {"evidence": "qualification_certificate", "page": 1}
        moved = {"evidence": "relocation_registration", "page": 1}
        facts = {
            "certificate_no": {"value": certificate, **papers},
            "origin": {"value": "hebei", **moved},
            "moved_whole": {"value": True, **moved},
            "move_completed_on": {"value": (today() - timedelta(days=30)).isoformat(), **moved},
            "valid_until": {"value": (today() + timedelta(days=SHORT)).isoformat(), **papers},
        }
        checked = {"decision": "accepted", "paper": "证书及迁移登记证明", "facts": facts}
        self.do(
            OFFICER, number, "recognition_check", checked, Text("依据材料核对证书和迁移情况", "read certificate and move off the papers")
        )
        kept = Text("保留资格（第（二十）条）", "kept it (clause 20)")
        self.do(HEAD, number, "recognition_decision", {"decision": "recognised", "opinion": "同意"}, kept)
        expired = self.client.wait_for_stage("auditor", number, "expired", resource="recognitions")
        zh = "已提前告知持有单位，于证书有效期满之日终止"
        self.say(SYSTEM, Text(zh, "told its holder ahead, and ended it on the certificate's last day"), expired)


def recognise_pool(walk: Walk, applicant: str) -> tuple[str, str]:
    """Have a patent pool of an applicant's enterprise recognised, and return the number of the recognition and that of the pool."""
    pool_no = f"POOL-{uuid.uuid4().hex[:6].upper()}"
    body = {"kind": "patent_pool", "title": "车规芯片专利池", "certificate_no": pool_no, "statement": "围绕车规芯片核心技术构建专利池"}
    return recognise(walk, applicant, body), pool_no


def recognise(walk: Walk, applicant: str, body: dict[str, Any], department: str = "sti") -> str:
    """Have what an applicant asks for recognised, by a panel where its kind has one, and return the number of the recognition."""
    number = _ask(walk, applicant, body)
    checked = {"decision": "accepted", "paper": "申请材料及其附件"}
    walk.do(f"officer-{department}-1", number, "recognition_check", checked, CHECKED)
    if stage_of(walk.client.wait_for_stage("auditor", number, "review", "decision", resource="recognitions")) == "review":
        walk.score(number, 85)
    decided = {"decision": "recognised", "until": (today() + timedelta(days=DAYS)).isoformat(), "opinion": "同意"}
    walk.do(f"approver-{department}-1", number, "recognition_decision", decided, Text("予以认定，开始公示", "decided it; on public notice"))
    walk.client.wait_for_stage("auditor", number, "in_force", resource="recognitions")
    return number


def enter_list(walk: Walk, kind: str, title: str, applicant: str, since: str) -> None:
    """Have an applicant's enterprise in the register from a day in the past, by a list that one imports and another confirms."""
    uscc = walk.uscc(applicant)
    rows = [LISTED, (uscc, walk.client.enterprises()[uscc]["name"], title, since)]
    form = {"kind": kind, "document_no": f"演示名单{walk.client.mark(4)}号"}
    batch = walk.client.send_file(OFFICER, "/recognitions/imports", form, "list.xlsx", sheet(rows))
    walk.client.create(HEAD, f"/recognitions/imports/{batch['id']}/confirmation")
    entered = Text("名单登记入册", "the entry of a list")
    walk.client.wait_until(lambda: walk.client.get(None, "/recognitions", kind=kind, enterprise=uscc)["items"], entered)
    zh = f"确认{OFFICER}导入的名单：{title}，自{since}起"
    walk.say(HEAD, Text(zh, f"confirmed a list that {OFFICER} imported: {title} since {since}"))


def _ask(walk: Walk, applicant: str, body: dict[str, Any]) -> str:
    number = str(walk.client.create(applicant, "/recognitions", body | {"enterprise_uscc": walk.uscc(applicant)})["number"])
    evidence = "recognition_application"
    for code in ("qualification_certificate", "relocation_registration") if body["kind"] == "qualification" else (evidence,):
        walk.client.upload(applicant, number, code, f"{code}.pdf", PDF, resource="recognitions")
    submitted = walk.client.create(applicant, f"/recognitions/{number}/submit")
    title = body["title"]
    walk.say(applicant, Text(f"申请认定“{title}”，编号{number}", f"asked for {number}: {title}"), submitted)
    return number
