"""演示步骤。What every demonstration does alike: tasks completed by their people over REST, each step printed with where it led."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zlib import crc32

from rich.cells import cell_len
from rich.progress import Progress
from rich.table import Table
from xlsxwriter import Workbook

from policy.judging.catalogue import ITEMS
from policy.money import write_official
from policy.text import Text
from policy.working_days import BEIJING
from runtime.demo.client import DemoClient
from runtime.demo.words import (
    ACCEPTED,
    APPROVED,
    DEMAND_ACCEPTED,
    INSTRUCTED,
    RECEIPT_CONFIRMED,
    RECOMMENDED,
    REGISTER,
    RELEASED,
    SIGNED,
    SYSTEM,
    TREASURY,
    in_words,
    stage_named,
)
from sandbox.credit_code import numbered_code

# The smallest file that is a PDF by its content.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WAN_FEN = 1_000_000
CLOSED_ACCOUNT, GOOD_ACCOUNT = "6222000011110000", "6222000011112222"
BANK = "演示银行亦庄支行"
WHO_CELLS = 18
NEWCOMER = "applicant-"
# As many as the places of a numbered code hold.
MOST_NEWCOMERS = 31**6
_NO_MORE = Text("", "")


class Walk:
    """Cases on their way, and the people who take them there.

    Args:
        client: The API, as demo people use it.
        progress: Where steps are shown.
    """

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        self.client, self._progress = client, progress
        self._bar = progress.add_task(in_words(Text("演示", "demo")), total=None)

    def say(self, who: str | Text, what: Text, led_to: Mapping[str, Any] | None = None) -> None:
        """Print a step, in the language of the terminal.

        Args:
            who: The person who took it, or who else did.
            what: What was done.
            led_to: An answer that shows the stage it led to, if there is one.
        """
        name = who if isinstance(who, str) else in_words(who)
        stage = f"  [dim]→ {in_words(stage_named(led_to))}[/]" if led_to else ""
        room = " " * (WHO_CELLS - cell_len(name))
        # A terminal breaks a line where it is full; what is printed here would break only at blanks, of which Chinese has none.
        said = f"[dim]{datetime.now(UTC):%H:%M:%S}[/]  [cyan]{name}[/]{room} {in_words(what)}{stage}"
        self._progress.console.print(said, soft_wrap=True)
        self._progress.advance(self._bar)

    def show(self, table: Table) -> None:
        """Print a table."""
        self._progress.console.print(table)

    def do(self, person: str, case: str, kind: str, answer: dict[str, Any], what: Text) -> None:
        """Complete a person's task of a case."""
        task = self.client.wait_for_tasks(person, case, kind)[0]
        self.say(person, what, self.client.complete(person, task["id"], answer))

    def newcomer(self, name: str, kind: str = "enterprise") -> str:
        """Have the authorities know a sound organisation that nobody knew, register it here, and return who applies for it.

        What is given once a year, or up to a cap in all, it can be given in every walk.
        """
        uscc = numbered_code(crc32(self.client.mark().encode()) % MOST_NEWCOMERS)
        person, called = f"{NEWCOMER}{uscc}", f"{name}{self.client.mark(4)}"
        known = {"legal_representative": "陈思远", "established_on": "2018-05-16", "address": "北京经济技术开发区科创演示十一街1号"}
        self.client.change_enterprise(uscc, name=called, kind=kind, **known)
        self.client.create(person, "/enterprises", {"uscc": uscc, "name": called})
        self.say(REGISTER, Text(f"登记有{called}，{uscc}", f"knows {called}, {uscc}"))
        return person

    def uscc(self, person: str) -> str:
        """Return the credit code of whom somebody applies for."""
        known = (str(found["enterprise"]) for found in self.client.people() if found["id"] == person)
        return next(known, person.removeprefix(NEWCOMER))

    def ensure_rule(self, item: str, values: dict[str, Any], officers: tuple[str, str]) -> None:
        """Have two officers enter and approve an implementing rule of an item, unless its figures are settled already."""
        rules = self.client.get(None, f"/items/{item}/rules")
        if any(values.keys() <= rule["values"].keys() for rule in rules):
            return
        # From the first day of the Opinions: what is claimed now may have arisen before.
        rule = {"from": "2022-01-14", "values": values, "document_no": f"演示细则{self.client.mark(4)}号"}
        entered = self.client.create(officers[0], f"/items/{item}/rules", rule)
        self.client.create(officers[1], f"/rules/{entered['id']}/approval")
        self.say(
            officers[1],
            Text(
                f"批准{officers[0]}录入的{ITEMS[item].title.zh}实施细则",
                f"approved the rule {officers[0]} entered for {item}: {', '.join(values)}",
            ),
        )

    def draft(self, person: str, item: str, facts: dict[str, Any], claims: dict[str, Any]) -> str:
        """Draft an application with all its evidence, of today's matter, and return its number."""
        given = {
            "item_code": item,
            "enterprise_uscc": self.uscc(person),
            "facts": facts,
            "claims": claims,
            "matter_date": today().isoformat(),
        }
        case = str(self.client.create(person, "/applications", given)["number"])
        for evidence in self.client.get(None, f"/items/{item}")["evidence"]:
            self.client.upload(person, case, evidence["code"], f"{evidence['code']}.pdf", PDF)
        return case

    def pay(self, person: str, case: str) -> None:
        """Take a draft the short way to paid: accepted, recommended, approved, signed."""
        self.say(person, Text(f"提交{case}", f"submitted {case}"), self.client.create(person, f"/applications/{case}/submit"))
        self.do("officer-sti-1", case, "acceptance", {"decision": "accepted"}, ACCEPTED)
        self.do("officer-sti-1", case, "desk_review", {"decision": "recommended", "opinion": "符合条件"}, RECOMMENDED)
        self.do("approver-sti-1", case, "decision", {"decision": "approved"}, APPROVED)
        self.client.wait_for_stage("auditor", case, "commitment")
        self.sign(person, case, GOOD_ACCOUNT)
        self.release(case)
        self.see_paid(case)

    def see_paid(self, case: str, more: Text = _NO_MORE) -> None:
        """Wait until an award is paid, and say how much, with whatever more there is to say."""
        paid = self.client.wait_for_stage("auditor", case, "in_force")
        fen = paid["paid_fen"]
        self.say(TREASURY, Text(f"已拨付{write_official(fen)}{more.zh}", f"paid {yuan_of(fen)}{more.en}"), paid)

    def demand(self, officer: str, body: dict[str, Any], why: Text) -> str:
        """Demand money back, and return the number of the demand."""
        claim = self.client.create(officer, "/clawbacks", body)
        number, fen = str(claim["number"]), claim["amount_fen"]
        zh = f"提出追回{write_official(fen)}（{number}），{why.zh}"
        self.say(officer, Text(zh, f"demanded {yuan_of(fen)} back as {number}, {why.en}"), claim)
        return number

    def repay(self, claim: str, uscc: str, amount_fen: int, what: Text) -> None:
        """Have the treasury receive what is owed, and two people of finance book it."""
        reference, day = f"GK-{self.client.mark(10)}", today().isoformat()
        self.client.repay_treasury(reference, amount_fen, uscc, day)
        recorded = {"decision": "repayment_recorded", "amount_fen": amount_fen, "reference": reference, "received_on": day}
        self.do("finance-1", claim, "repayment_receipt", recorded, Text(f"登记退缴资金：{what.zh}", f"recorded {what.en}"))
        confirmed = {"decision": "repayment_confirmed"}
        self.do("finance-2", claim, "repayment_confirmation", confirmed, RECEIPT_CONFIRMED)

        def is_booked() -> bool:
            found = self.client.get("auditor", f"/clawbacks/{claim}")["repayments"]
            return any(one["reference"] == reference and one["state"] == "booked" for one in found)

        self.client.wait_until(is_booked, Text(f"{reference}入账", f"the booking of {reference}"))

    def score(self, case: str, points: int) -> None:
        """Let the whole panel of a case score it."""
        scores = dict.fromkeys(("innovation", "feasibility", "benefit"), points)
        answer = {"decision": "expert_scored", "no_conflict": True, "scores": scores, "recommend": True, "opinion": "方案可行"}
        for task in self.client.wait_for_tasks("auditor", case, "expert_review", mine=False):
            done = self.client.complete(task["assignee"], task["id"], answer)
            self.say(task["assignee"], Text(f"声明无利益冲突，评分{points}", f"declared no conflict of interest and scored {points}"), done)

    def account(self, case: str, number: str) -> dict[str, str]:
        """Return an account in the name that the register gives the enterprise."""
        holder = self.client.get("auditor", f"/applications/{case}")["enterprise_name"]
        return {"holder": holder, "bank": BANK, "number": number}

    def sign(self, person: str, case: str, number: str, what: Text = SIGNED) -> None:
        """Sign the commitment to stay and give an account."""
        signature = {"signatory": "陈思远", "position": "法定代表人", "agreed": True, "account": self.account(case, number)}
        self.do(person, case, "commitment", {"decision": "commitment_signed"} | signature, what)

    def release(self, case: str) -> None:
        """Pay, by two people."""
        self.do("finance-1", case, "payment_release", {"decision": "payment_released"}, RELEASED)
        task = self.client.wait_for_tasks("finance-2", case, "payment_confirmation")[0]
        account = self.client.get("finance-2", f"/tasks/{task['id']}")["about"]["account"]
        confirmed = {"decision": "payment_confirmed", "last_four": account["last_four"]}
        self.do("finance-2", case, "payment_confirmation", confirmed, INSTRUCTED)

    def pay_back(self, person: str, number: str) -> None:
        """Accept a demand that was served and pay all of it back: whoever owes is given nothing new, and other demonstrations follow."""
        self.do(person, number, "clawback_objection", {"decision": "demand_accepted"}, DEMAND_ACCEPTED)
        shown = self.client.get("auditor", f"/clawbacks/{number}")
        self.repay(number, shown["enterprise_uscc"], shown["left_fen"], Text("全部款项", "all of it"))
        settled = self.client.wait_for_stage("auditor", number, "settled", resource="clawbacks")
        self.say(SYSTEM, Text("欠款已经结清", "nothing is owed"), settled)


def today() -> date:
    """Return the day it is in Beijing."""
    return datetime.now(BEIJING).date()


def sheet(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Return a workbook of one sheet, its headings first."""
    buffer = BytesIO()
    with Workbook(buffer, {"constant_memory": True, "in_memory": True, "strings_to_formulas": False}) as workbook:
        page = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                else:
                    page.write_number(number, column, value)
    return buffer.getvalue()


def yuan_of(fen: int) -> str:
    """Return an amount as people write it."""
    sign, (yuan, rest) = "-" if fen < 0 else "", divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}.{rest:02d}"
