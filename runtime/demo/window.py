"""申报批次演示。A window of the patent pool: published, asked about, extended, applied for by two, and its ceiling shared by one list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.recognition import recognise_pool
from runtime.demo.walk import PDF, WAN_FEN, Walk, today, yuan_of
from runtime.demo.words import ACCEPTED, PUBLIC, RECOMMENDED, SYSTEM

OFFICER, OTHER_OFFICER, LISTER, HEAD = "officer-sti-1", "officer-sti-2", "officer-sti-3", "approver-sti-1"
APPLICANTS = ("applicant-chenxin", "applicant-yunheng")
ITEM, RATE, PERCENT = "patent-pool", "0.40", 40
CEILING_FEN, FEES_FEN = 350 * WAN_FEN, 1_000 * WAN_FEN
# A demonstration is over before its day is: its windows last for seconds.
OPEN_FOR, EXTENDED_BY = timedelta(seconds=20), timedelta(seconds=5)


def walk(client: DemoClient, progress: Progress) -> None:
    """Take a window from its guide to its settled list. Needs a running `etown run`."""
    _Window(client, progress).all_the_way()


class _Window(Walk):
    """One window, and the two who apply in it."""

    def all_the_way(self) -> None:
        """Publish a guide, have two apply, and share the ceiling between them."""
        self._set_rate()
        pools = {person: recognise_pool(self, person)[1] for person in APPLICANTS}
        number, closes_at = self._publish()
        self._ask(number)
        self._extend(number, closes_at)
        cases = [self._apply(person, pool) for person, pool in pools.items()]
        closed = self.client.wait_for_stage("auditor", number, "handling", resource="windows")
        self.say(SYSTEM, Text(f"{number}申报期截止", f"closed {number}"), closed)
        late = self.client.refusal(APPLICANTS[0], "/applications", self._body(APPLICANTS[0], "P-LATE"))["detail"]
        self.say(APPLICANTS[0], Text(f"逾期申报，被拒绝：{late}", f"came late: {late}"))
        drawn = Text("列出拟支持名单，按公式核算金额的比例分配", "drew the list, pro rata on the formula amounts")
        self.do(LISTER, number, "window_list", {"decision": "list_drawn"}, drawn)
        approved = Text("一并审定", "approved it at once")
        self.do(HEAD, number, "list_approval", {"decision": "list_approved", "opinion": "同意"}, approved)
        for case in cases:
            shown = self.client.wait_for_stage("auditor", case, "public_notice", "commitment")
            fen, formula = shown["award_fen"], shown["formula_fen"]
            zh = f"{case}公式核算{write_official(formula)}，分配{write_official(fen)}"
            self.say(SYSTEM, Text(zh, f"gave {case} {yuan_of(fen)} of {yuan_of(formula)}"), shown)
        settled = self.client.wait_for_stage("auditor", number, "settled", resource="windows")
        self.say(PUBLIC, Text(f"查看{number}的名单，无人提出异议", f"read the list of {number}; nobody objected"), settled)

    def _set_rate(self) -> None:
        if any("rate" in rule["values"] for rule in self.client.get(None, f"/items/{ITEM}/rules")):
            return
        rule = {"from": "2022-01-14", "values": {"rate": RATE}, "document_no": "演示细则18号"}
        entered = self.client.create(OFFICER, f"/items/{ITEM}/rules", rule)
        self.client.create(HEAD, f"/rules/{entered['id']}/approval")
        self.say(HEAD, Text(f"批准实施细则：按年费的{PERCENT}%资助", f"approved an implementing rule: {PERCENT}% of the fees"))

    def _publish(self) -> tuple[str, datetime]:
        closes_at = datetime.now(UTC) + self.client.in_time(OPEN_FOR)
        guide = {
            "item_code": ITEM,
            "year": today().year - 1,
            "title": {"zh": f"{today().year - 1}年度专利池年费资助", "en": f"Fees of patent pools of {today().year - 1}"},
            "guide": {"zh": "对入池专利上一年度已缴年费给予资助。", "en": "A rate of last year's fees of pooled patents."},
            "who": {"zh": "经认定的专利池的组建单位", "en": "Whoever runs a recognised pool"},
            "evidence": [{"code": "patent_list", "title": {"zh": "入池专利清单", "en": "List of the patents"}}],
            "contact": {"office": "科技创新局知识产权科", "telephone": "010-67880000"},
            "closes_at": closes_at.isoformat(),
            "ceiling_fen": CEILING_FEN,
        }
        number = str(self.client.create(OFFICER, "/windows", guide)["number"])
        submitted = self.client.create(OFFICER, f"/windows/{number}/submit")
        zh = f"拟定{number}的申报指南，总额{write_official(CEILING_FEN)}"
        self.say(OFFICER, Text(zh, f"wrote the guide of {number}, {yuan_of(CEILING_FEN)} in all"), submitted)
        self.do(HEAD, number, "guide_approval", {"decision": "published", "opinion": "同意"}, Text("发布", "published it"))
        self.client.wait_for_stage("auditor", number, "open", resource="windows")
        return number, closes_at

    def _ask(self, number: str) -> None:
        self.client.create(APPLICANTS[0], f"/windows/{number}/questions", {"question": "境外专利的年费可以申报吗？"})
        answer = {"decision": "question_answered", "answer": "可以，请附缴费凭证的译文。"}
        self.do(OTHER_OFFICER, number, "window_question", answer, Text("公开答复提问", "answered a question in public"))

    def _extend(self, number: str, closes_at: datetime) -> None:
        later = {"closes_at": (closes_at + self.client.in_time(EXTENDED_BY)).isoformat(), "reason": "便于单位补充材料"}
        extended = self.client.create(OFFICER, f"/windows/{number}/extend", later)
        self.say(OFFICER, Text("说明理由，延长申报期", "extended it, with the reason"), extended)

    def _apply(self, person: str, pool_no: str) -> str:
        case = self.draft(person, ITEM, {"pool_no": pool_no, "year": today().year - 1}, {"annual_fees_fen": FEES_FEN})
        self.client.upload(person, case, "patent_list", "patent_list.pdf", PDF)
        submitted = self.client.create(person, f"/applications/{case}/submit")
        self.say(person, Text(f"在申报期内提交{case}", f"applied for {case} in the window"), submitted)
        self.do(OFFICER, case, "acceptance", {"decision": "accepted"}, ACCEPTED)
        self.do(OFFICER, case, "desk_review", {"decision": "recommended", "opinion": "符合条件"}, RECOMMENDED)
        waits = self.client.wait_for_stage("auditor", case, "allocation")
        fen = waits["formula_fen"]
        said = Text(f"按公式核算{write_official(fen)}，待名单统一审定", f"worked out {yuan_of(fen)}, which waits for the list")
        self.say(SYSTEM, said, waits)
        return case

    def _body(self, person: str, pool_no: str) -> dict[str, Any]:
        uscc = next(found["enterprise"] for found in self.client.people() if found["id"] == person)
        return {"item_code": ITEM, "enterprise_uscc": uscc, "facts": {"pool_no": pool_no, "year": today().year - 1}, "claims": {}}
