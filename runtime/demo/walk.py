"""演示步骤。What every demonstration does alike: tasks completed by their people over REST, each step printed with where it led."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rich.progress import Progress

from runtime.demo.client import DemoClient, stage_of

# The smallest file that is a PDF by its content.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WAN_FEN = 1_000_000
CLOSED_ACCOUNT, GOOD_ACCOUNT = "6222000011110000", "6222000011112222"


class Walk:
    """Cases on their way, and the people who take them there.

    Args:
        client: The API, as demo people use it.
        progress: Where steps are shown.
    """

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        self.client, self._progress = client, progress
        self._bar = progress.add_task("演示 demo", total=None)

    def say(self, who: str, what: str, stage: str) -> None:
        """Print a step and the stage it led to."""
        self._progress.console.print(f"[dim]{datetime.now(UTC):%H:%M:%S}[/]  [cyan]{who:<18}[/] {what}  [dim]→ {stage}[/]")
        self._progress.advance(self._bar)

    def do(self, person: str, case: str, kind: str, answer: dict[str, Any], what: str) -> None:
        """Complete a person's task of a case."""
        task = self.client.wait_for_tasks(person, case, kind)[0]
        self.say(person, what, stage_of(self.client.complete(person, task["id"], answer)))

    def score(self, case: str, points: int) -> None:
        """Let the whole panel of a case score it."""
        scores = dict.fromkeys(("innovation", "feasibility", "benefit"), points)
        answer = {"decision": "expert_scored", "no_conflict": True, "scores": scores, "recommend": True, "opinion": "方案可行"}
        for task in self.client.wait_for_tasks("auditor", case, "expert_review", mine=False):
            stage = stage_of(self.client.complete(task["assignee"], task["id"], answer))
            self.say(task["assignee"], f"declared no conflict of interest and scored {points}", stage)

    def account(self, case: str, number: str) -> dict[str, str]:
        """Return an account in the name that the register gives the enterprise."""
        holder = self.client.get("auditor", f"/applications/{case}")["enterprise_name"]
        return {"holder": holder, "bank": "演示银行亦庄支行", "number": number}

    def sign(self, person: str, case: str, number: str, what: str) -> None:
        """Sign the commitment to stay and give an account."""
        signature = {"signatory": "陈思远", "position": "法定代表人", "agreed": True, "account": self.account(case, number)}
        self.do(person, case, "commitment", {"decision": "commitment_signed"} | signature, what)

    def release(self, case: str) -> None:
        """Pay, by two people."""
        self.do("finance-1", case, "payment_release", {"decision": "payment_released"}, "released the payment")
        task = self.client.wait_for_tasks("finance-2", case, "payment_confirmation")[0]
        account = self.client.get("finance-2", f"/tasks/{task['id']}")["about"]["account"]
        confirmed = {"decision": "payment_confirmed", "last_four": account["last_four"]}
        self.do("finance-2", case, "payment_confirmation", confirmed, "confirmed it; the treasury is instructed")


def yuan_of(fen: int) -> str:
    """Return an amount as people write it."""
    yuan, rest = divmod(fen, 100)
    return f"¥{yuan:,}.{rest:02d}"
