"""演示:免申即享。A year of clauses 6 and 9 over REST: targets by sheet, a preview, the run, and three answers to its offers.

A year is run once. Walked again, three enterprises that the run had left out are entered late, and answer theirs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import Progress

from policy.working_days import BEIJING
from runtime.cli.annual_run import report_table, yuan
from runtime.demo.client import DemoClient, stage_of
from runtime.demo.walk import sheet

OFFICER, SECOND_OFFICER, HEAD = "officer-sti-1", "officer-sti-2", "approver-sti-1"
WAN_FEN = 1_000_000
ITEM, INCLUSION = "rd-growth", "first-above-scale"
HEADINGS = ("统一社会信用代码", "企业名称", "年度", "目标（元）")
DISPUTES, DECLINES, CONFIRMS = "applicant-yunheng", "applicant-qinghe", "applicant-chenxin"
# Whose target is how much, in yuan.
TARGETS = {CONFIRMS: 34_000_000, DISPUTES: 230_000_000, DECLINES: 5_000_000}
ACCOUNT = {"bank": "演示银行亦庄支行", "number": "6222000011112222"}


def walk(client: DemoClient, progress: Progress) -> None:
    """Walk through a year, or what is left of it when the run of the year exists. Needs a running `etown run`."""
    _Year(client, progress.console).all_the_way()


class _Year:
    """One year of annual runs."""

    def __init__(self, client: DemoClient, console: Console) -> None:
        self._client, self._console = client, console
        self._year = datetime.now(BEIJING).year - 1
        self._enterprises = {person["id"]: str(person["enterprise"]) for person in client.people() if person["id"] in TARGETS}

    def all_the_way(self) -> None:
        """Enter targets, preview, run, answer the offers, and show the report."""
        self._set_targets()
        preview = self._reach(self._order(OFFICER, ITEM, dry_run=True), "previewed")
        self._say("system", f"preview {preview['number']}: {yuan(preview['report']['amount_fen'])} would be offered")
        run = self._released(ITEM, OFFICER, HEAD)
        self._console.print(report_table(run["report"]))
        people = {person: person for person in TARGETS} if self._has_offer(run, CONFIRMS) else self._enter_late(run)
        self._dispute(run, people[DISPUTES])
        self._answer(run, people[DECLINES], {"decision": "offer_declined"}, "declined it")
        self._take_to_paid(run, people[CONFIRMS])
        inclusion = self._released(INCLUSION, "officer-econ-1", "approver-econ-1")
        self._console.print(report_table(inclusion["report"]))
        report = self._client.get("auditor", f"/annual-runs/{run['id']}")["report"]
        self._say("system", f"{run['number']} offered {report['offers']['count']} enterprises {yuan(report['offers']['amount_fen'])}")

    def _set_targets(self) -> None:
        self._upload({self._enterprises[person]: target for person, target in TARGETS.items()})

    def _upload(self, targets: dict[str, int]) -> None:
        known = self._client.enterprises()
        rows = [(code, known[code]["name"], self._year, target) for code, target in targets.items()]
        form = {"item_code": ITEM, "year": str(self._year), "document_no": f"演示目标{self._year}-{self._client.mark(4)}号"}
        batch = self._client.send_file(OFFICER, "/annual-runs/targets/upload", form, "targets.xlsx", sheet((HEADINGS, *rows)))
        self._say(OFFICER, f"uploaded a sheet of {batch['size']} targets")
        self._client.create(SECOND_OFFICER, f"/annual-runs/targets/{batch['id']}/approve")
        self._say(SECOND_OFFICER, "approved them")

    def _order(self, person: str, item: str, *, dry_run: bool = False) -> dict[str, Any]:
        run: dict[str, Any] = self._client.create(person, "/annual-runs", {"item_code": item, "year": self._year, "dry_run": dry_run})
        self._say(person, f"{'joined' if run['joined'] else 'started'} {run['number']}")
        return run

    def _released(self, item: str, officer: str, head: str) -> dict[str, Any]:
        run = self._order(officer, item)
        run = self._reach(run, "release", "open", "closed")
        if stage_of(run) == "release":
            self._say("system", f"assessed {run['progress']['assessed']:,}; {run['progress']['to_offer']} are above")
            task = self._client.wait_for_tasks(head, run["id"], "annual_run_release")[0]
            self._client.complete(head, task["id"], {"decision": "released", "opinion": "同意发出"})
            self._say(head, "looked at the result and released the offers")
            run = self._reach(run, "open")
        return run

    def _enter_late(self, run: dict[str, Any]) -> dict[str, str]:
        """Enter enterprises that the run had left out, and return who speaks for them in whose place."""
        self._say("system", "the offers of this year are answered; three enterprises turn up that the run had left out")
        mark = self._client.mark(4)
        late = {
            person: self._client.enter_enterprise(like, f"演示漏列企业{mark}-{number}有限公司")
            for number, (person, like) in enumerate(self._enterprises.items(), start=1)
        }
        self._upload({uscc: TARGETS[person] for person, uscc in late.items()})
        for uscc in late.values():
            self._client.create(OFFICER, f"/annual-runs/{run['id']}/members", {"uscc": uscc, "reason": "统计名单漏列，企业来函说明"})
            self._say(OFFICER, f"proposed to enter {uscc} late")
            self._do(HEAD, run["id"], "late_member", {"decision": "member_entered", "opinion": "同意补入"}, "agreed")
        self._do(HEAD, run["id"], "further_release", {"decision": "released", "opinion": "同意发出"}, "released their offers")
        self._reach(run, "open")
        speakers = {person: f"applicant-{uscc}" for person, uscc in late.items()}
        self._enterprises = {speakers[person]: uscc for person, uscc in late.items()}
        return speakers

    def _member(self, run: dict[str, Any], person: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self._client.find("auditor", f"/annual-runs/{run['id']}/members/{self._enterprises[person]}")
        return found

    def _has_offer(self, run: dict[str, Any], person: str) -> bool:
        member = self._member(run, person)
        return bool(member and member["application_stage"] and stage_of({"stage": member["application_stage"]}) == "offer")

    def _offer(self, run: dict[str, Any], person: str) -> dict[str, Any] | None:
        """Return the open offer of an enterprise, unless it was answered in an earlier demonstration."""
        member = self._member(run, person)
        if member is None or not self._has_offer(run, person):
            self._say(person, f"has no open offer: {member['outcome']['en'] if member else 'not in the run'}")
            return None
        self._say("system", f"{member['name']} is offered {yuan(member['award_fen'])}")
        return member

    def _answer(self, run: dict[str, Any], person: str, answer: dict[str, Any], what: str) -> str | None:
        member = self._offer(run, person)
        if member is None:
            return None
        self._do(person, member["application_id"], "offer", answer, what)
        return str(member["application_id"])

    def _dispute(self, run: dict[str, Any], person: str) -> None:
        reason = {"decision": "offer_disputed", "disputed": ["rd_expense_fen"], "reason": "漏计委托外部研发费用500万元"}
        application = self._answer(run, person, reason, "disputed its figures")
        if application is None:
            return
        spent = self._client.get("auditor", f"/applications/{application}")["facts"]["rd_expense_fen"]
        corrected = {
            "decision": "figures_corrected",
            "facts": {"rd_expense_fen": spent + 500 * WAN_FEN},
            "reference": "演示研发费用专项审计报告",
            "reason": "经核实，补计委托研发费用",
        }
        self._do(OFFICER, application, "figure_review", corrected, "corrected them by the audit; it is verified anew")
        confirmed = {"decision": "facts_confirmed", "opinion": "已核对审计报告原件", "reason": "审计报告载明委托外部研发费用500万元"}
        self._do(SECOND_OFFICER, application, "fact_confirmation", confirmed, "confirmed the corrected figure")
        assessed = self._client.wait_for_stage("auditor", application, "decision")
        self._say("system", f"assessed anew: {yuan(assessed['award_fen'])}")

    def _take_to_paid(self, run: dict[str, Any], person: str) -> None:
        offered = self._offer(run, person)
        if offered is None:
            return
        application = str(offered["application_id"])
        self._do(person, application, "offer", {"decision": "offer_confirmed"}, "confirmed it, without having applied")
        signed: dict[str, Any] = {"decision": "commitment_signed", "signatory": "陈晨", "position": "法定代表人", "agreed": True}
        signed["account"] = {"holder": offered["name"], **ACCOUNT}
        self._do(HEAD, application, "decision", {"decision": "approved", "opinion": "同意"}, "approved it")
        self._do(person, application, "commitment", signed, "signed the commitment once the notice was over")
        self._do("finance-1", application, "payment_release", {"decision": "payment_released"}, "released the payment")
        confirmed = {"decision": "payment_confirmed", "last_four": ACCOUNT["number"][-4:]}
        self._do("finance-2", application, "payment_confirmation", confirmed, "confirmed it")
        paid = self._client.wait_for_stage("auditor", application, "in_force")
        self._say("treasury", f"paid {yuan(paid['paid_fen'])}")

    def _do(self, person: str, application: str, kind: str, answer: dict[str, Any], what: str) -> None:
        task = self._client.wait_for_tasks(person, application, kind)[0]
        self._client.complete(person, task["id"], answer)
        self._say(person, what)

    def _reach(self, run: dict[str, Any], *stages: str) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            found: dict[str, Any] = self._client.get("auditor", f"/annual-runs/{run['id']}")
            return found if stage_of(found) in stages else None

        reached: dict[str, Any] = self._client.wait_until(find, f"{run['number']} in stage {' or '.join(stages)}")
        return reached

    def _say(self, who: str, what: str) -> None:
        self._console.print(f"[dim]{datetime.now(UTC):%H:%M:%S}[/]  [cyan]{who:<18}[/] {what}")
