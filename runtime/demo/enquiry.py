"""诉求演示。Four enquiries: answered by two departments, asked once more and rated well; rated well at once; rated badly; and withdrawn."""

from __future__ import annotations

from rich.progress import Progress

from runtime.demo.client import DemoClient, stage_of
from runtime.demo.walk import Walk

APPLICANT, OFFICER, OTHER_DEPARTMENT = "applicant-chenxin", "officer-sti-1", "officer-comfin-1"
CONTACT = "13800001112"


def walk(client: DemoClient, progress: Progress) -> None:
    """Take four enquiries to their ends. Needs a running `etown run`."""
    _Enquiries(client, progress).all_the_way()


class _Enquiries(Walk):
    """The enquiries of one enterprise."""

    def all_the_way(self) -> None:
        """Have three rated and one withdrawn, and count them."""
        self._in_full()
        founded = self._make("research-institute", "设立新型研发机构", "拟设立新型研发机构，由谁指导？")
        answered = {"decision": "answered", "answer": "由科技创新局指导，附办事指南。"}
        self.do(OFFICER, founded, "enquiry_answer", answered, "answered")
        self.do(APPLICANT, founded, "enquiry_rating", {"decision": "satisfied"}, "is satisfied")
        financed = self._make("ip-finance", "知识产权质押融资", "拟以专利质押融资，本区有哪些合作银行？")
        self.do(OFFICER, financed, "enquiry_answer", {"decision": "answered", "answer": "请向各银行了解。"}, "answered")
        rated = {"decision": "unsatisfied", "reason": "未列明合作银行"}
        self.do(APPLICANT, financed, "enquiry_rating", rated, "is not, which those who lead the department are told")
        purchased = self._make("forward-purchase", "首台套远期采购", "我单位产品如何列入远期约定采购？")
        withdrawn = self.client.create(APPLICANT, f"/cases/{purchased}/withdraw", {"reason": "已自行解决"})
        self.say(APPLICANT, "withdrew it", stage_of(withdrawn))
        for one in self.client.get("auditor", "/enquiries/counts"):
            late = "late" if one["late"] else "in time"
            self.say("auditor", f"counted {one['item_code']}, {one['department']}, {late}: {one['count']}", one["stage"]["code"])

    def _in_full(self) -> None:
        number = self._make("listing", "北交所上市辅导", "拟申报北交所上市，希望了解本区的辅导安排。")
        asked = self.client.create(OFFICER, f"/enquiries/{number}/parts", {"department": "comfin", "question": "辅导由谁办理？"})
        self.say(OFFICER, "asked commerce and finance for its part", stage_of(asked))
        self.do(OTHER_DEPARTMENT, number, "enquiry_part", {"decision": "part_given", "opinion": "由我局办理"}, "gave it")
        answered = {"decision": "answered", "answer": "辅导由商务金融局办理，每月受理一次。"}
        self.do(OFFICER, number, "enquiry_answer", answered, "answered")
        self.do(APPLICANT, number, "enquiry_rating", {"decision": "follow_up_asked", "reason": "最迟何时登记？"}, "asked once more")
        again = {"decision": "follow_up_answered", "answer": "须在申报辅导备案之前登记。"}
        self.do(OFFICER, number, "follow_up_answer", again, "answered again")
        self.do(APPLICANT, number, "follow_up_rating", {"decision": "satisfied"}, "is satisfied")

    def _make(self, item: str, title: str, text: str) -> str:
        made = self.client.create(APPLICANT, "/enquiries", {"item_code": item, "title": title, "text": text, "contact": CONTACT})
        self.say(APPLICANT, f"asked about {item} as {made['number']}, to be reached at {made['contact']}", stage_of(made))
        return str(made["number"])
