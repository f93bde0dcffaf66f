"""`etown demo`:把一份申请从头办到拨付。Drives one application through every human step over REST, each person with a token of their own."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from runtime.demo_client import DemoClient, DemoError, stage_of
from runtime.settings import Settings

APPLICANT = "applicant-chenxin"
# The smallest file that is a PDF by its content.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WAN_FEN = 1_000_000
CLOSED_ACCOUNT = {"holder": "演示晨芯微电子有限公司", "bank": "演示银行亦庄支行", "number": "6222000011110000"}
GOOD_ACCOUNT = {"holder": "演示晨芯微电子有限公司", "bank": "演示银行亦庄支行", "number": "6222000011112222"}
STEPS = 18


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("demo")(demo)


def demo(
    item: Annotated[
        str, typer.Option(help="Which item: innovation-centre, science-award or core-technology.", envvar="ITEM")
    ] = "core-technology",
) -> None:
    """Take one application to paid, through a correction, an objection and a bank return. Needs a running `etown run`."""
    console = Console(highlight=False)
    facts = _facts(item)
    if facts is None:
        console.print(f"[red]There is no demonstration of {item}.[/]")
        raise typer.Exit(2)
    begun = time.monotonic()
    columns = (
        SpinnerColumn(),
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    try:
        with DemoClient(Settings(profile="demo")) as client, Progress(*columns, console=console) as progress:
            walk = _Walk(client, progress, item, facts)
            walk.all_the_way()
    except (DemoError, httpx.HTTPError) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from None
    console.print(f"[bold green]Paid[/] in {time.monotonic() - begun:.0f} s.")


def _facts(item: str) -> dict[str, Any] | None:
    tag = uuid.uuid4().hex[:6].upper()
    known: dict[str, dict[str, Any]] = {
        "innovation-centre": {"level": "bda", "event": "newly_obtained", "certificate_no": f"BDA-{tag}"},
        "science-award": {"prize": "beijing_tech_invention", "grade": "second", "certificate_no": f"BJ-{tag}"},
        "core-technology": {"undertakes_project": True, "project_no": f"BCX-{tag}", "rd_investment_fen": 1000 * WAN_FEN},
    }
    return known.get(item)


class _Walk:
    """One application on its way."""

    def __init__(self, client: DemoClient, progress: Progress, item: str, facts: dict[str, Any]) -> None:
        self._client, self._progress = client, progress
        self._bar = progress.add_task("演示 demo", total=STEPS)
        self._item, self._facts = client.get(None, f"/items/{item}"), facts
        self._id = ""

    def all_the_way(self) -> None:
        """Take it to paid."""
        self._apply()
        self._correct()
        self._review()
        self._decide()
        self._object()
        self._pay()

    def _apply(self) -> None:
        enterprise = next(person["enterprise"] for person in self._client.people() if person["id"] == APPLICANT)
        draft = {
            "item_code": self._item["code"],
            "enterprise_uscc": enterprise,
            "facts": self._facts,
            "matter_date": datetime.now(UTC).date().isoformat(),
        }
        application = self._client.create(APPLICANT, "/applications", draft)
        self._id = application["id"]
        self._say(APPLICANT, f"draft {application['number']} · {self._item['title']['zh']}")
        for evidence in self._item["evidence"]:
            self._client.upload(APPLICANT, self._id, evidence["code"], f"{evidence['code']}.pdf", PDF)
        self._client.create(APPLICANT, f"/applications/{self._id}/submit")
        self._say(APPLICANT, "submitted with its evidence")

    def _correct(self) -> None:
        defects = [{"field": self._item["evidence"][0]["code"], "message": "请上传加盖公章的扫描件"}]
        self._do(
            "officer-sti-1",
            "acceptance",
            {"decision": "correction_requested", "defects": defects},
            "asked for a correction; the clock is stopped",
        )
        self._client.upload(APPLICANT, self._id, self._item["evidence"][0]["code"], "stamped.pdf", PDF + b"%stamped\n")
        self._do(APPLICANT, "correction", {"decision": "corrected", "note": "已补正"}, "corrected it")
        self._do("officer-sti-1", "acceptance", {"decision": "accepted"}, "accepted it; seven sources are being asked")
        self._client.wait_for_stage("auditor", self._id, "review")
        self._say("system", "verified: registration, tax, statistics and four credit records")

    def _review(self) -> None:
        if self._item["review"] != "expert":
            self._do("officer-sti-1", "desk_review", {"decision": "recommended", "opinion": "符合条件"}, "recommended it")
            return
        scores = {"innovation": 85, "feasibility": 80, "benefit": 90}
        for task in self._client.wait_for_tasks("auditor", self._id, "expert_review", mine=False):
            answer = {"decision": "expert_scored", "no_conflict": True, "scores": scores, "recommend": True, "opinion": "方案可行"}
            self._client.complete(task["assignee"], task["id"], answer)
            self._say(task["assignee"], "declared no conflict of interest and scored")

    def _decide(self) -> None:
        application = self._client.wait_for_stage("auditor", self._id, "decision")
        self._say("system", f"assessed: {_yuan(application['award_fen'])}")
        self._do("approver-sti-1", "decision", {"decision": "approved", "opinion": "同意"}, "approved it; the money is pre-committed")

    def _object(self) -> None:
        self._client.wait_for_stage("auditor", self._id, "public_notice")
        notice = next(
            found for found in self._client.get(None, "/notices", state="open")["items"] if found["application_number"] == self._number()
        )
        objection = {"name": "张三", "contact": "13800000000", "grounds": "请核实证书编号"}
        self._client.create(None, f"/notices/{notice['id']}/objections", objection)
        self._say("public", "objected by name; the notice is suspended")
        self._do(
            "officer-sti-2",
            "objection_ruling",
            {"decision": "objection_dismissed", "reason": "证书经核实有效"},
            "dismissed it; the notice goes on",
        )
        self._client.wait_for_stage("auditor", self._id, "commitment")
        self._say("system", "the notice is over; the money is committed")

    def _pay(self) -> None:
        signature = {
            "decision": "commitment_signed",
            "signatory": "陈思远",
            "position": "法定代表人",
            "agreed": True,
            "account": CLOSED_ACCOUNT,
        }
        self._do(APPLICANT, "commitment", signature, "signed the commitment to stay and gave an account (a closed one)")
        self._release()
        self._do(
            APPLICANT,
            "new_account",
            {"decision": "account_supplied", "account": GOOD_ACCOUNT},
            "the bank returned it; gave another account",
        )
        self._release()
        application = self._client.wait_for_stage("auditor", self._id, "in_force")
        self._say("treasury", f"paid {_yuan(application['paid_fen'])}; the award is in force")

    def _release(self) -> None:
        self._do("finance-1", "payment_release", {"decision": "payment_released"}, "released the payment")
        self._do("finance-2", "payment_confirmation", {"decision": "payment_confirmed"}, "confirmed it; the treasury is instructed")

    def _number(self) -> str:
        return str(self._client.get("auditor", f"/applications/{self._id}")["number"])

    def _do(self, person: str, kind: str, answer: dict[str, Any], what: str) -> None:
        task = self._client.wait_for_tasks(person, self._id, kind)[0]
        self._client.complete(person, task["id"], answer)
        self._say(person, what)

    def _say(self, who: str, what: str) -> None:
        stage = stage_of(self._client.get("auditor", f"/applications/{self._id}"))
        self._progress.console.print(f"[dim]{datetime.now(UTC):%H:%M:%S}[/]  [cyan]{who:<18}[/] {what}  [dim]→ {stage}[/]")
        self._progress.advance(self._bar)


def _yuan(fen: int) -> str:
    yuan, rest = divmod(fen, 100)
    return f"¥{yuan:,}.{rest:02d}"
