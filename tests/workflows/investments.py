"""股权投资的测试。An equity award walked to its payment, and the investment that begins then; priced and paid for by people."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from models.tables import Case as AnyCase
from models.tables import Document, Investment
from policy.working_days import BEIJING, years_after
from sandbox.enterprises import CHENXIN, HAIXI
from tests.office import (
    APPLICANT,
    DEPUTY,
    FINANCE,
    HEAD,
    MOMENT,
    OFFICER,
    OTHER_FINANCE,
    OTHER_OFFICER,
    SCORES,
    SIGNED,
    WAN,
    Case,
    Office,
    message,
    until,
)
from tests.office.milestones import reached
from tests.workflows.meetings import called, minuted, officer_of, vote

COST = 1_000 * WAN
MISSED = {"decision": "proceeds_reported_missed", "reason": "受让方违约"}
BUYER = "演示产业基金"


def today() -> date:
    """Return the day it is in Beijing."""
    return datetime.now(BEIJING).date()


def terms(**changes: Any) -> dict[str, Any]:
    """Return the terms put before the committee: five per cent, and a window of a year that opens after three."""
    days = {"window_from": years_after(today(), 3).isoformat(), "window_to": years_after(today(), 4).isoformat()}
    return {"share_bp": 500, "valuation_fen": 20 * COST, "rate_bp": 435} | days | changes


FOUND = {
    "net_assets_fen": 3 * COST,
    "revenue_fen": 5 * COST,
    "net_profit_fen": -COST,
    "valuation_fen": 20 * COST,
    "opinion": "未见重大风险",
}
FIRM = "演示会计师事务所"


def firm(code: str = HAIXI, **changes: Any) -> dict[str, Any]:
    """Return the code of an outside firm, with what the register says of it."""
    said = {"name": FIRM, "kind": "enterprise", "status": "active", "former_names": []} | changes
    return {"firm_uscc": code, "register": {code: said}}


async def looked_into(case: Case, **changes: Any) -> dict[str, Any]:
    """Return the form of the department's own due diligence, with its report."""
    return {"decision": "diligence_stated", "document": await added(case, "due_diligence_report")} | FOUND | changes


async def firms_word(case: Case, **changes: Any) -> dict[str, Any]:
    """Return the form of an outside firm's due diligence, with its report."""
    report = await added(case, "firm_due_diligence_report")
    return {"decision": "firm_diligence_stated", "document": report} | firm() | FOUND | changes


async def look_into(case: Case) -> None:
    """Have the department and an outside firm look into it, and the facts be stated beside the panel that is asked then."""
    await case.answer("due_diligence", OFFICER, **(await looked_into(case)))
    await case.answer("firm_due_diligence", OFFICER, **(await firms_word(case)))
    await case.task("expert_review")
    await case.state_facts()


async def to_listing(office: Office) -> Case:
    """Take an application for equity to the agenda of a meeting."""
    case = await office.apply_for("equity-investment")
    await case.to_review()
    await look_into(case)
    for _ in range(3):
        await case.answer("expert_review", decision="expert_scored", recommend=True, **SCORES)
    await case.reach("committee")
    return case


async def to_signing(office: Office, **changes: Any) -> Case:
    """Have a meeting resolve to invest, two approvers agree, and the notice clear."""
    case, meeting = await to_listing(office), await called(office)
    listed = {"decision": "tabled", "meeting": meeting.number, "proposed_fen": COST} | terms(**changes)
    await case.answer("meeting_listing", await officer_of(meeting), **listed)
    await meeting.answer("meeting_convening", OFFICER, decision="convened")
    await vote(meeting)
    await minuted(meeting)
    await case.answer("decision", HEAD, decision="approved")
    await case.answer("second_decision", DEPUTY, decision="approved")
    await case.clear_notice()
    return case


async def signing(office: Office) -> Case:
    """Return an application that was resolved and waits for its agreement."""
    return await reached(office, "equity to signing", lambda: to_signing(office))


async def to_paid(office: Office, **changes: Any) -> Case:
    """Have the agreement signed and the money paid."""
    case = await to_signing(office, **changes)
    await sign(case)
    await case.pay()
    await case.reach("in_force")
    return case


async def added(case: Case, code: str = "investment_agreement") -> str:
    """Add a document to a case as its department does, and return its id."""
    described = {"file_name": "paper.pdf", "media_type": "application/pdf", "size_bytes": 1, "sha256": "0" * 64}
    made = Document(id=uuid.uuid4(), case_id=case.id, evidence_code=code, uploaded_by=OFFICER.subject, **described)
    await case.office.add(made)
    return str(made.id)


async def agreement(case: Case, **changes: Any) -> dict[str, Any]:
    """Return the form of an agreement that says what was resolved, but for some of it."""
    shown = (await case.task("agreement_signature")).about
    resolved = {"amount_fen": shown["award_fen"], **shown["investment"]}
    paper = {"agreement_no": "投资协议〔2026〕1号", "signed_on": today().isoformat(), "document": await added(case)}
    return {"decision": "agreement_entered"} | paper | resolved | changes


async def agree(case: Case) -> None:
    """Have the agreement entered by one officer and confirmed by another."""
    await case.answer("agreement_signature", OFFICER, **(await agreement(case)))
    await case.answer("agreement_confirmation", OTHER_OFFICER, decision="agreement_signed")


async def sign(case: Case) -> None:
    """Have both sign the agreement, and the enterprise its commitment."""
    await agree(case)
    await case.answer("commitment", APPLICANT, **SIGNED)


async def held(office: Office) -> Case:
    """Return an investment that was paid and is held."""

    async def walk() -> Case:
        return await begun(office, await to_paid(office))

    return await reached(office, "investment held", walk)


async def begun(office: Office, award: Case, *, returnable: bool = False) -> Case:
    """Return the investment that an award was paid as, once it has begun, and no bank returns what was paid unless it is `returnable`."""

    async def find() -> Investment | None:
        found = await office.all(select(Investment).where(Investment.application_id == award.id, Investment.stage == "held"))
        return found[0] if found else None

    row: Investment = await until(find, "the investment")
    case = office.running(row)
    await case.has_started()
    if not returnable:
        await office.change(update(AnyCase).where(AnyCase.id == award.id).values(wakes_at=None))
    return case


async def dispose(case: Case, way: str = "transfer", price_fen: int = COST, **more: Any) -> None:
    """Propose to give it up and have that approved."""
    given = {"way": way, "price_fen": price_fen, "buyer": BUYER, "reason": "已达到投资目的"} | more
    await case.ask("request", message("disposal_proposed", OFFICER, **given))
    await case.answer("disposal_decision", HEAD, decision="disposal_approved")


async def receive(case: Case, amount_fen: int, on: date | None = None, *, payer: str | None = None, called: str | None = None) -> str:
    """Let the treasury receive money for it: of the enterprise for a buy-back, of the buyer for a sale, unless it says otherwise."""
    row = await case.row()
    reference = f"EI-{uuid.uuid4().hex[:8]}"
    who = {"payer_uscc": CHENXIN} if row.way == "buy_back" else {"payer_uscc": HAIXI, "payer_name": BUYER}
    if payer is not None:
        who = {"payer_uscc": payer} | ({"payer_name": called} if called else {})
    body = {"reference": reference, "amount_fen": amount_fen, "received_on": (on or row.paid_on).isoformat()} | who
    (await case.office.sandbox.post("/admin/receipts", json=body)).raise_for_status()
    return reference


async def record(case: Case, amount_fen: int, reference: str, on: date | None = None) -> None:
    """Have the receipt recorded by one of finance, and confirmed by another."""
    day = (on or (await case.row()).paid_on).isoformat()
    recorded = {"amount_fen": amount_fen, "reference": reference, "received_on": day}
    await case.answer("proceeds_receipt", FINANCE, decision="proceeds_recorded", **recorded)
    await case.answer("proceeds_confirmation", OTHER_FINANCE, decision="proceeds_confirmed")


async def paid_for(case: Case, amount_fen: int) -> None:
    """Have its price come in and booked."""
    await record(case, amount_fen, await receive(case, amount_fen))
    await case.reach("exited")


async def missed(case: Case) -> None:
    """Have its price not come in time, as finance says and an approver finds."""
    await until_overdue(case)
    await case.answer("proceeds_receipt", FINANCE, **MISSED)
    await case.answer("proceeds_giving_up", HEAD, decision="proceeds_missed")


async def until_overdue(case: Case) -> None:
    """Let time pass until the day by which its price is to be paid is over."""
    due_at = (await case.task("proceeds_receipt")).due_at
    assert due_at is not None
    await case.skip_until(due_at + MOMENT)


async def come_due(case: Case, event: str) -> None:
    """Let time pass to what happens to it next by itself, and see that it does once."""
    before = (await case.events()).count(event)
    await case.skip_until((await case.row()).wakes_at + MOMENT)

    async def find() -> bool | None:
        return (await case.events()).count(event) > before or None

    await until(find, event)
