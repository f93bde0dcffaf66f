"""演示:免申即享。A year of clauses 6 and 9 over REST: targets by sheet, a preview, the run, and three answers to its offers.

A year is run once. Walked again, three enterprises that the run had left out are entered late, and answer theirs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from policy.working_days import BEIJING
from runtime.cli.annual_run import report_table
from runtime.demo.client import DemoClient, in_stage
from runtime.demo.walk import GOOD_ACCOUNT, WAN_FEN, Walk, sheet, yuan_of
from runtime.demo.words import APPROVED, SYSTEM, stage_of

OFFICER, SECOND_OFFICER, HEAD = "officer-sti-1", "officer-sti-2", "approver-sti-1"
ITEM, INCLUSION = "rd-growth", "first-above-scale"
HEADINGS = ("统一社会信用代码", "企业名称", "年度", "目标（元）")
DISPUTES, DECLINES, CONFIRMS = "applicant-yunheng", "applicant-qinghe", "applicant-chenxin"
# Whose target is how much, in yuan.
TARGETS = {CONFIRMS: 34_000_000, DISPUTES: 230_000_000, DECLINES: 5_000_000}


def walk(client: DemoClient, progress: Progress) -> None:
    """Walk through a year, or what is left of it when the run of the year exists. Needs a running `etown run`."""
    _Year(client, progress).all_the_way()


class _Year(Walk):
    """One year of annual runs."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        self._year = datetime.now(BEIJING).year - 1
        self._enterprises = {person["id"]: str(person["enterprise"]) for person in client.people() if person["id"] in TARGETS}

    def all_the_way(self) -> None:
        """Enter targets, preview, run, answer the offers, and show the report."""
        self._set_targets()
        preview = self._reach(self._order(OFFICER, ITEM, dry_run=True), "previewed")
        number, fen = preview["number"], preview["report"]["amount_fen"]
        zh = f"试算{number}：将告知拟支持金额共{write_official(fen)}"
        self.say(SYSTEM, Text(zh, f"preview {number}: {yuan_of(fen)} would be offered"), preview)
        run = self._released(ITEM, OFFICER, HEAD)
        self.show(report_table(run["report"]))
        people = {person: person for person in TARGETS} if self._has_offer(run, CONFIRMS) else self._enter_late(run)
        self._dispute(run, people[DISPUTES])
        self._answer(run, people[DECLINES], {"decision": "offer_declined"}, Text("不接受", "declined it"))
        self._take_to_paid(run, people[CONFIRMS])
        inclusion = self._released(INCLUSION, "officer-econ-1", "approver-econ-1")
        self.show(report_table(inclusion["report"]))
        ended = self.client.get("auditor", f"/annual-runs/{run['id']}")
        number, offers = ended["number"], ended["report"]["offers"]
        count, fen = offers["count"], offers["amount_fen"]
        zh = f"{number}共告知{count}家单位，拟支持{write_official(fen)}"
        self.say(SYSTEM, Text(zh, f"{number} offered {count} enterprises {yuan_of(fen)}"), ended)

    def _set_targets(self) -> None:
        self._upload({self._enterprises[person]: target for person, target in TARGETS.items()})

    def _upload(self, targets: dict[str, int]) -> None:
        known = self.client.enterprises()
        rows = [(code, known[code]["name"], self._year, target) for code, target in targets.items()]
        form = {"item_code": ITEM, "year": str(self._year), "document_no": f"演示目标{self._year}-{self.client.mark(4)}号"}
        batch = self.client.send_file(OFFICER, "/annual-runs/targets/upload", form, "targets.xlsx", sheet((HEADINGS, *rows)))
        size = batch["size"]
        self.say(OFFICER, Text(f"上传{size}家单位的目标值", f"uploaded a sheet of {size} targets"))
        self.client.create(SECOND_OFFICER, f"/annual-runs/targets/{batch['id']}/approve")
        self.say(SECOND_OFFICER, Text("批准目标值", "approved them"))

    def _order(self, person: str, item: str, *, dry_run: bool = False) -> dict[str, Any]:
        run: dict[str, Any] = self.client.create(person, "/annual-runs", {"item_code": item, "year": self._year, "dry_run": dry_run})
        number = run["number"]
        zh, en = ("加入已有的", "joined") if run["joined"] else ("发起", "started")
        self.say(person, Text(f"{zh}{number}", f"{en} {number}"))
        return run

    def _released(self, item: str, officer: str, head: str) -> dict[str, Any]:
        run = self._order(officer, item)
        run = self._reach(run, "release", "open", "closed")
        if stage_of(run) == "release":
            assessed, above = run["progress"]["assessed"], run["progress"]["to_offer"]
            self.say(SYSTEM, Text(f"核算{assessed:,}户，{above}户符合条件", f"assessed {assessed:,}; {above} are above"), run)
            released = Text("审核结果，同意发出告知", "looked at the result and released the offers")
            self.do(head, run["id"], "annual_run_release", {"decision": "released", "opinion": "同意发出"}, released)
            run = self._reach(run, "open")
        return run

    def _enter_late(self, run: dict[str, Any]) -> dict[str, str]:
        """Enter enterprises that the run had left out, and return who speaks for them in whose place."""
        zh = "本年度的告知均已答复，另有三家单位此前漏列"
        self.say(SYSTEM, Text(zh, "the offers of this year are answered; three enterprises turn up that the run had left out"))
        mark = self.client.mark(4)
        late = {
            person: self.client.enter_enterprise(like, f"演示漏列企业{mark}-{number}有限公司")
            for number, (person, like) in enumerate(self._enterprises.items(), start=1)
        }
        self._upload({uscc: TARGETS[person] for person, uscc in late.items()})
        for uscc in late.values():
            self.client.create(OFFICER, f"/annual-runs/{run['id']}/members", {"uscc": uscc, "reason": "统计名单漏列，企业来函说明"})
            self.say(OFFICER, Text(f"提出补入{uscc}", f"proposed to enter {uscc} late"))
            entered = {"decision": "member_entered", "opinion": "同意补入"}
            self.do(HEAD, run["id"], "late_member", entered, Text("同意补入", "agreed"))
        released = {"decision": "released", "opinion": "同意发出"}
        self.do(HEAD, run["id"], "further_release", released, Text("同意发出告知", "released their offers"))
        self._reach(run, "open")
        speakers = {person: f"applicant-{uscc}" for person, uscc in late.items()}
        self._enterprises = {speakers[person]: uscc for person, uscc in late.items()}
        return speakers

    def _member(self, run: dict[str, Any], person: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.client.find("auditor", f"/annual-runs/{run['id']}/members/{self._enterprises[person]}")
        return found

    def _has_offer(self, run: dict[str, Any], person: str) -> bool:
        member = self._member(run, person)
        return bool(member and member["application_stage"] and stage_of({"stage": member["application_stage"]}) == "offer")

    def _offer(self, run: dict[str, Any], person: str) -> dict[str, Any] | None:
        """Return the open offer of an enterprise, unless it was answered in an earlier demonstration."""
        member = self._member(run, person)
        if member is None or not self._has_offer(run, person):
            why = member["outcome"] if member else {"zh": "不在名单中", "en": "not in the run"}
            self.say(person, Text(f"没有待答复的告知：{why['zh']}", f"has no open offer: {why['en']}"))
            return None
        name, fen = member["name"], member["award_fen"]
        self.say(SYSTEM, Text(f"告知{name}：拟支持{write_official(fen)}", f"{name} is offered {yuan_of(fen)}"))
        return member

    def _answer(self, run: dict[str, Any], person: str, answer: dict[str, Any], what: Text) -> str | None:
        member = self._offer(run, person)
        if member is None:
            return None
        self.do(person, member["application_id"], "offer", answer, what)
        return str(member["application_id"])

    def _dispute(self, run: dict[str, Any], person: str) -> None:
        reason = {"decision": "offer_disputed", "disputed": ["rd_expense_fen"], "reason": "漏计委托外部研发费用500万元"}
        application = self._answer(run, person, reason, Text("对数据提出异议", "disputed its figures"))
        if application is None:
            return
        spent = self.client.get("auditor", f"/applications/{application}")["facts"]["rd_expense_fen"]
        corrected = {
            "decision": "figures_corrected",
            "facts": {"rd_expense_fen": spent + 500 * WAN_FEN},
            "reference": "演示研发费用专项审计报告",
            "reason": "经核实，补计委托研发费用",
        }
        anew = Text("依据审计报告更正，重新核验", "corrected them by the audit; it is verified anew")
        self.do(OFFICER, application, "figure_review", corrected, anew)
        confirmed = {"decision": "facts_confirmed", "opinion": "已核对审计报告原件", "reason": "审计报告载明委托外部研发费用500万元"}
        self.do(SECOND_OFFICER, application, "fact_confirmation", confirmed, Text("复核更正后的数据", "confirmed the corrected figure"))
        assessed = self.client.wait_for_stage("auditor", application, "decision")
        fen = assessed["award_fen"]
        self.say(SYSTEM, Text(f"重新核定：{write_official(fen)}", f"assessed anew: {yuan_of(fen)}"), assessed)

    def _take_to_paid(self, run: dict[str, Any], person: str) -> None:
        offered = self._offer(run, person)
        if offered is None:
            return
        application = str(offered["application_id"])
        confirmed = Text("无需申请，直接确认", "confirmed it, without having applied")
        self.do(person, application, "offer", {"decision": "offer_confirmed"}, confirmed)
        self.do(HEAD, application, "decision", {"decision": "approved", "opinion": "同意"}, APPROVED)
        signed = Text("公示期满后签署承诺", "signed the commitment once the notice was over")
        self.sign(person, application, GOOD_ACCOUNT, signed)
        self.release(application)
        self.see_paid(application)

    def _reach(self, run: dict[str, Any], *stages: str) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            found: dict[str, Any] = self.client.get("auditor", f"/annual-runs/{run['id']}")
            return found if stage_of(found) in stages else None

        reached: dict[str, Any] = self.client.wait_until(find, in_stage(run["number"], stages))
        return reached
