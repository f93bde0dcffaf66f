"""诉求演示。Four enquiries: answered by two departments, asked once more and rated well; rated well at once; rated badly; and withdrawn."""

from __future__ import annotations

from rich.progress import Progress

from policy.judging.catalogue import ITEMS
from policy.language.items import DEPARTMENT_NAMES
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.walk import Walk
from runtime.demo.words import WITHDREW

APPLICANT, OFFICER, OTHER_DEPARTMENT = "applicant-chenxin", "officer-sti-1", "officer-comfin-1"
CONTACT = "13800001112"
ANSWERED, SATISFIED = Text("答复", "answered"), Text("评价：满意", "is satisfied")


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
        self.do(OFFICER, founded, "enquiry_answer", answered, ANSWERED)
        self.do(APPLICANT, founded, "enquiry_rating", {"decision": "satisfied"}, SATISFIED)
        financed = self._make("ip-finance", "知识产权质押融资", "拟以专利质押融资，本区有哪些合作银行？")
        self.do(OFFICER, financed, "enquiry_answer", {"decision": "answered", "answer": "请向各银行了解。"}, ANSWERED)
        rated = {"decision": "unsatisfied", "reason": "未列明合作银行"}
        led = Text("评价：不满意，已告知责任单位负责人", "is not, which those who lead the department are told")
        self.do(APPLICANT, financed, "enquiry_rating", rated, led)
        purchased = self._make("forward-purchase", "首台套远期采购", "我单位产品如何列入远期约定采购？")
        withdrawn = self.client.create(APPLICANT, f"/cases/{purchased}/withdraw", {"reason": "已自行解决"})
        self.say(APPLICANT, WITHDREW, withdrawn)
        for one in self.client.get("auditor", "/enquiries/counts"):
            item, department, count = one["item_code"], one["department"], one["count"]
            late = Text("逾期", "late") if one["late"] else Text("按时", "in time")
            zh = f"统计：{ITEMS[item].title.zh}，{DEPARTMENT_NAMES[department].zh}，{late.zh}办理{count}件"
            self.say("auditor", Text(zh, f"counted {item}, {department}, {late.en}: {count}"), one)

    def _in_full(self) -> None:
        number = self._make("listing", "北交所上市辅导", "拟申报北交所上市，希望了解本区的辅导安排。")
        asked = self.client.create(OFFICER, f"/enquiries/{number}/parts", {"department": "comfin", "question": "辅导由谁办理？"})
        self.say(OFFICER, Text("征求商务金融局的意见", "asked commerce and finance for its part"), asked)
        self.do(OTHER_DEPARTMENT, number, "enquiry_part", {"decision": "part_given", "opinion": "由我局办理"}, Text("反馈意见", "gave it"))
        answered = {"decision": "answered", "answer": "辅导由商务金融局办理，每月受理一次。"}
        self.do(OFFICER, number, "enquiry_answer", answered, ANSWERED)
        asked = {"decision": "follow_up_asked", "reason": "最迟何时登记？"}
        self.do(APPLICANT, number, "enquiry_rating", asked, Text("追问", "asked once more"))
        again = {"decision": "follow_up_answered", "answer": "须在申报辅导备案之前登记。"}
        self.do(OFFICER, number, "follow_up_answer", again, Text("再次答复", "answered again"))
        self.do(APPLICANT, number, "follow_up_rating", {"decision": "satisfied"}, SATISFIED)

    def _make(self, item: str, title: str, text: str) -> str:
        made = self.client.create(APPLICANT, "/enquiries", {"item_code": item, "title": title, "text": text, "contact": CONTACT})
        number, contact = str(made["number"]), made["contact"]
        zh = f"就“{ITEMS[item].title.zh}”提出诉求{number}，联系电话{contact}"
        self.say(APPLICANT, Text(zh, f"asked about {item} as {number}, to be reached at {contact}"), made)
        return number
