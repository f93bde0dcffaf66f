"""演示:免申即享。A year of clauses 6 and 9 over REST: targets by sheet, a preview, the run, and three answers to its offers."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from rich.console import Console
from rich.progress import Progress
from xlsxwriter import Workbook

from policy.working_days import BEIJING
from runtime.cli.annual_run import report_table, yuan
from runtime.demo.client import DemoClient, stage_of

OFFICER, SECOND_OFFICER, HEAD = "officer-sti-1", "officer-sti-2", "approver-sti-1"
WAN_FEN = 1_000_000
ITEM, INCLUSION = "rd-growth", "first-above-scale"
HEADINGS = ("统一社会信用代码", "企业名称", "年度", "目标（元）")
# By whom, of what name, with which target in yuan.
TARGETS = (("applicant-chenxin", 34_000_000), ("applicant-yunheng", 230_000_000), ("applicant-qinghe", 5_000_000))
ACCOUNT = {"holder": "演示晨芯微电子（北京）有限公司", "bank": "演示银行亦庄支行", "number": "6222000011112222"}


def walk(client: DemoClient, progress: Progress) -> None:
    """Walk through a year, or what is left of it when the run of the year exists. Needs a running `etown run`."""
    _Year(client, progress.console).all_the_way()


class _Year:
    """One year of annual runs."""

    def __init__(self, client: DemoClient, console: Console) -> None:
        self._client, self._console = client, console
        self._year = datetime.now(BEIJING).year - 1
        self._people = {person["id"]: person for person in client.people()}

    def all_the_way(self) -> None:
        """Enter targets, preview, run, answer the offers, and show the report."""
        self._set_targets()
        preview = self._reach(self._order(OFFICER, ITEM, dry_run=True), "previewed")
        self._say("system", f"preview {preview['number']}: {yuan(preview['report']['amount_fen'])} would be offered")
        run = self._released(ITEM, OFFICER, HEAD)
        self._console.print(report_table(run["report"]))
        self._dispute(run, "applicant-yunheng")
        self._answer(run, "applicant-qinghe", {"decision": "offer_declined"}, "declined it")
        self._take_to_paid(run, "applicant-chenxin")
        inclusion = self._released(INCLUSION, "officer-econ-1", "approver-econ-1")
        self._console.print(report_table(inclusion["report"]))
        report = self._client.get("auditor", f"/annual-runs/{run['id']}")["report"]
        self._say("system", f"{run['number']} offered {report['offers']['count']} enterprises {yuan(report['offers']['amount_fen'])}")

    def _set_targets(self) -> None:
        known = self._client.enterprises()
        rows = [(code := self._people[person]["enterprise"], known[code]["name"], self._year, target) for person, target in TARGETS]
        form = {"item_code": ITEM, "year": str(self._year), "document_no": f"演示目标{self._year}-{self._client.mark(4)}号"}
        batch = self._client.send_file(OFFICER, "/annual-runs/targets/upload", form, "targets.xlsx", _sheet(rows))
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

    def _offer(self, run: dict[str, Any], person: str) -> dict[str, Any] | None:
        """Return the open offer of an enterprise, unless it was answered in an earlier demonstration."""
        member = self._client.get("auditor", f"/annual-runs/{run['id']}/members/{self._people[person]['enterprise']}")
        if member["application_stage"] is None or member["application_stage"]["code"] != "offer":
            self._say(person, f"has no open offer: {member['outcome']['en']}")
            return None
        self._say("system", f"{member['name']} is offered {yuan(member['award_fen'])}")
        return dict(member)

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
        confirmed = {"decision": "facts_confirmed", "reason": "审计报告载明委托外部研发费用500万元"}
        self._do(SECOND_OFFICER, application, "fact_confirmation", confirmed, "confirmed the corrected figure")
        assessed = self._client.wait_for_stage("auditor", application, "decision")
        self._say("system", f"assessed anew: {yuan(assessed['award_fen'])}")

    def _take_to_paid(self, run: dict[str, Any], person: str) -> None:
        application = self._answer(run, person, {"decision": "offer_confirmed"}, "confirmed it, without having applied")
        if application is None:
            return
        signed = {"decision": "commitment_signed", "signatory": "陈晨", "position": "法定代表人", "agreed": True, "account": ACCOUNT}
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


def _sheet(rows: list[tuple[Any, ...]]) -> bytes:
    buffer = BytesIO()
    with Workbook(buffer, {"constant_memory": True, "in_memory": True, "strings_to_formulas": False}) as workbook:
        page = workbook.add_worksheet()
        for number, row in enumerate((HEADINGS, *rows)):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                else:
                    page.write_number(number, column, value)
    return buffer.getvalue()
