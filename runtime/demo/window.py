"""申报批次演示。A window of the patent pool: published, asked about, extended, applied for by two, and its ceiling shared by one list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from rich.progress import Progress

from runtime.demo.client import DemoClient, stage_of
from runtime.demo.recognition import recognise_pool
from runtime.demo.walk import PDF, WAN_FEN, Walk, today, yuan_of

OFFICER, OTHER_OFFICER, LISTER, HEAD = "officer-sti-1", "officer-sti-2", "officer-sti-3", "approver-sti-1"
APPLICANTS = ("applicant-chenxin", "applicant-yunheng")
ITEM, RATE = "patent-pool", "0.40"
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
        self.client.wait_for_stage("auditor", number, "handling", resource="windows")
        self.say("system", f"closed {number}", "handling")
        late = self.client.refusal(APPLICANTS[0], "/applications", self._body(APPLICANTS[0], "P-LATE"))
        self.say(APPLICANTS[0], f"came late: {late['detail']}", str(late["code"]))
        self.do(LISTER, number, "window_list", {"decision": "list_drawn"}, "drew the list, pro rata on the formula amounts")
        self.do(HEAD, number, "list_approval", {"decision": "list_approved", "opinion": "同意"}, "approved it at once")
        for case in cases:
            shown = self.client.wait_for_stage("auditor", case, "public_notice", "commitment")
            self.say("system", f"gave {case} {yuan_of(shown['award_fen'])} of {yuan_of(shown['formula_fen'])}", stage_of(shown))
        self.client.wait_for_stage("auditor", number, "settled", resource="windows")
        self.say("public", f"read the list of {number}; nobody objected", "settled")

    def _set_rate(self) -> None:
        if any("rate" in rule["values"] for rule in self.client.get(None, f"/items/{ITEM}/rules")):
            return
        rule = {"from": "2022-01-14", "values": {"rate": RATE}, "document_no": "演示细则18号"}
        entered = self.client.create(OFFICER, f"/items/{ITEM}/rules", rule)
        self.client.create(HEAD, f"/rules/{entered['id']}/approval")
        self.say(HEAD, f"approved an implementing rule: {RATE} of the fees", "approved")

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
        self.say(OFFICER, f"wrote the guide of {number}, {yuan_of(CEILING_FEN)} in all", stage_of(submitted))
        self.do(HEAD, number, "guide_approval", {"decision": "published", "opinion": "同意"}, "published it")
        self.client.wait_for_stage("auditor", number, "open", resource="windows")
        return number, closes_at

    def _ask(self, number: str) -> None:
        self.client.create(APPLICANTS[0], f"/windows/{number}/questions", {"question": "境外专利的年费可以申报吗？"})
        answer = {"decision": "question_answered", "answer": "可以，请附缴费凭证的译文。"}
        self.do(OTHER_OFFICER, number, "window_question", answer, "answered a question in public")

    def _extend(self, number: str, closes_at: datetime) -> None:
        later = {"closes_at": (closes_at + self.client.in_time(EXTENDED_BY)).isoformat(), "reason": "便于单位补充材料"}
        extended = self.client.create(OFFICER, f"/windows/{number}/extend", later)
        self.say(OFFICER, "extended it, with the reason", stage_of(extended))

    def _apply(self, person: str, pool_no: str) -> str:
        case = self.draft(person, ITEM, {"pool_no": pool_no, "year": today().year - 1}, {"annual_fees_fen": FEES_FEN})
        self.client.upload(person, case, "patent_list", "patent_list.pdf", PDF)
        submitted = self.client.create(person, f"/applications/{case}/submit")
        self.say(person, f"applied for {case} in the window", stage_of(submitted))
        self.do(OFFICER, case, "acceptance", {"decision": "accepted"}, "accepted it")
        self.do(OFFICER, case, "desk_review", {"decision": "recommended", "opinion": "符合条件"}, "recommended it")
        waits = self.client.wait_for_stage("auditor", case, "allocation")
        self.say("system", f"worked out {yuan_of(waits['formula_fen'])}, which waits for the list", "allocation")
        return case

    def _body(self, person: str, pool_no: str) -> dict[str, Any]:
        uscc = next(found["enterprise"] for found in self.client.people() if found["id"] == person)
        return {"item_code": ITEM, "enterprise_uscc": uscc, "facts": {"pool_no": pool_no, "year": today().year - 1}, "claims": {}}
