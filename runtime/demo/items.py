"""事项演示。Every item that no other demonstration applies for, each from its draft to paid, all of them at the same time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rich.progress import Progress

from policy.judging.catalogue import ITEMS
from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.recognition import recognise
from runtime.demo.walk import GOOD_ACCOUNT, WAN_FEN, Walk, today, yuan_of
from runtime.demo.words import ACCEPTED, CONFIRMED, CONFIRMED_AND_RECOMMENDED

OFFICERS, HEAD = ("officer-sti-1", "officer-sti-2"), "approver-sti-1"
ASKED_FEN = 100 * WAN_FEN


@dataclass(frozen=True)
class Told:
    """What is applied for.

    Attributes:
        item: The item.
        claims: What is claimed of the facts that somebody confirms.
        number: The fact that says which it is; None where the enterprise and the year do.
        recognised: The kind of entry that it takes in the register, if any.
        rule: What rules settle of what the law leaves open.
        kind: What the register says the applicant is.
        requested: Whether it says how much is asked for: experts assess no more.
    """

    item: str
    claims: dict[str, Any] = field(default_factory=dict)
    number: str | None = None
    recognised: str | None = None
    rule: dict[str, Any] = field(default_factory=dict)
    kind: str = "enterprise"
    requested: bool = False


TOLD = (
    Told("plan-rent", {"rent_paid_fen": 60 * WAN_FEN}, recognised="plan_growth", rule={"rate": "0.50"}),
    Told("plan-talent", {"headcount": 3}, recognised="plan_partner", rule={"per_head_fen": 2 * WAN_FEN}),
    Told("tech-transfer", {"conversion_fen": ASKED_FEN}, recognised="confirmed_unit", rule={"rate": "0.10"}, kind="institute"),
    Told("public-platform", requested=True),
    Told("first-set", {"role": "developer", "contract_executed_fen": ASKED_FEN}, "recognition_no", "first_set"),
    Told("talent-startup", number="project_no", requested=True),
    Told("tech-insurance", number="policy_no", recognised="technology_enterprise"),
    Told(
        "offshore-centre",
        {"projects_brought": 2, "teams_brought": 3},
        "centre_no",
        "offshore_centre",
        {"per_project_fen": 10 * WAN_FEN, "per_team_fen": 5 * WAN_FEN},
    ),
)


def walk(client: DemoClient, progress: Progress) -> None:
    """Take an application for each item to paid. Needs a running `etown run`."""
    _Items(client, progress).all_the_way()


class _Items(Walk):
    """Applications for items, each of an organisation of its own."""

    def all_the_way(self) -> None:
        """Apply for all, and go from step to step with all of them: the public notices run at the same time."""
        people = {told.item: self.newcomer("演示新锐科技", told.kind) for told in TOLD}
        cases = {told.item: self._apply(told, people[told.item]) for told in TOLD}
        for item, case in cases.items():
            self._review(item, case)
        for item, case in cases.items():
            fen = self.client.wait_for_stage("auditor", case, "decision")["award_fen"]
            approved = Text(f"批准{write_official(fen)}（{ITEMS[item].title.zh}）", f"approved {yuan_of(fen)} for {item}")
            self.do(HEAD, case, "decision", {"decision": "approved", "opinion": "同意"}, approved)
        for told in TOLD:
            self._sign(told, people[told.item], cases[told.item])
            self.release(cases[told.item])
        for item, case in cases.items():
            self.see_paid(case, Text(f"（{ITEMS[item].title.zh}）", f" for {item}"))

    def _apply(self, told: Told, person: str) -> str:
        if told.rule:
            self.ensure_rule(told.item, told.rule, OFFICERS)
        number = f"{told.item.upper()}-{self.client.mark(6)}"
        if told.recognised:
            body = {"kind": told.recognised, "title": "演示认定对象", "statement": "符合认定条件"}
            recognise(self, person, body | ({"certificate_no": number} if told.number else {}))
        year = today().year - 1
        if told.item == "tech-insurance":
            self.client.enter_insurance_subsidy(number, self.uscc(person), year, 10 * WAN_FEN)
        case = self.draft(person, told.item, self._facts(told, number, year), told.claims)
        submitted = self.client.create(person, f"/applications/{case}/submit")
        self.say(person, Text(f"申报“{ITEMS[told.item].title.zh}”，编号{case}", f"applied for {told.item} with {case}"), submitted)
        self.do(OFFICERS[0], case, "acceptance", {"decision": "accepted"}, ACCEPTED)
        return case

    def _facts(self, told: Told, number: str, year: int) -> dict[str, Any]:
        declared = self.client.get(None, f"/items/{told.item}")["schema"]["properties"]
        facts: dict[str, Any] = {told.number: number} if told.number else {}
        facts |= {"year": year} if "year" in declared else {}
        return facts | ({"requested_fen": ASKED_FEN} if told.requested else {})

    def _review(self, item: str, case: str) -> None:
        if self.client.get(None, f"/items/{item}")["review"] == "expert":
            self.do(OFFICERS[0], case, "fact_check", {"decision": "facts_stated"}, CONFIRMED)
            self.score(case, 85)
        else:
            recommended = {"decision": "recommended", "opinion": "符合条件"}
            self.do(OFFICERS[0], case, "desk_review", recommended, CONFIRMED_AND_RECOMMENDED)

    def _sign(self, told: Told, person: str, case: str) -> None:
        self.client.wait_for_stage("auditor", case, "commitment")
        if told.kind == "enterprise":
            self.sign(person, case, GOOD_ACCOUNT)
        else:
            given = {"decision": "account_given", "account": self.account(case, GOOD_ACCOUNT)}
            account = Text("填报收款账户（非企业不签署承诺）", "gave an account; no enterprise signs a commitment")
            self.do(person, case, "payee_account", given, account)
