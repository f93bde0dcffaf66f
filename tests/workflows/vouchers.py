"""How a voucher is issued, spent at platforms, and settled to them."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from models.commands import settlement as settling
from models.commands import voucher as commands
from models.tables import Document, ImplementingRule, Settlement, Task, Voucher, VoucherSpend
from policy.actors import Actor
from policy.processes.settlement.lifecycle import SETTLEMENT
from policy.processes.voucher.steps import VOUCHER
from policy.working_days import BEIJING
from sandbox.enterprises import YUNHENG
from tests.office import APPLICANT, FINANCE, HEAD, OFFICER, OTHER_FINANCE, WAN, Case, Office, message, person
from tests.office.case import MOMENT
from tests.office.milestones import reached
from tests.office.register import entry

PLATFORM = person("applicant-yunheng")
PLATFORM_ACCOUNT = {"holder": "演示云衡机器人（北京）股份有限公司", "bank": "演示银行亦庄支行", "number": "6222000033334444"}
SIGNED = {"decision": "commitment_signed", "signatory": "陈思远", "position": "法定代表人", "agreed": True}
FACE = 20 * WAN


async def rule(office: Office, **values: Any) -> None:
    """Enter the rule that sets rate and face, or other values of it."""
    given = values or {"rate": "0.50", "face_fen": FACE}
    made = {"effective_from": date(2022, 1, 14), "values": given, "document_no": "演示细则12号"}
    await office.add(ImplementingRule(item_code="innovation-voucher", entered_by="officer-sti-1", approved_by="officer-sti-2", **made))


async def recognise(office: Office, uscc: str = YUNHENG) -> None:
    """Enter a platform in the register."""
    async with office.database.writing() as session:
        session.add(await entry(session, "common_platform", uscc))


async def asked(office: Office, actor: Actor = APPLICANT) -> Case:
    """Ask for a voucher."""
    async with office.database.writing() as session:
        row = await commands.draft(session, actor, service="流片前仿真验证", statement="用于车规芯片研发", request_key=uuid.uuid4().hex)
    return await office.begin(row, actor, VOUCHER.title.zh)


async def to_decision(office: Office) -> Case:
    """Ask for a voucher, and have it checked and verified."""
    case = await asked(office)
    await case.answer("voucher_check", OFFICER, decision="accepted")
    await case.reach("decision")
    return case


async def walk_to_issue(office: Office) -> Case:
    """Take a first voucher to its issue, with a platform that stands in the register."""
    await rule(office)
    await recognise(office)
    return await to_issue_of(office)


async def to_issue_of(office: Office) -> Case:
    """Take a first voucher to its issue, by the rule and with the platforms that there are."""
    case = await to_decision(office)
    await case.answer("voucher_decision", HEAD, decision="voucher_approved", opinion="同意")
    await case.answer("voucher_commitment", APPLICANT, **SIGNED)
    await case.reach("valid")
    return case


async def issued(office: Office) -> Case:
    """Return a voucher that was issued, face 20万, half of a price."""
    return await reached(office, "voucher issued", lambda: walk_to_issue(office))


def contract(price_fen: int, number: str = "PT-1", platform: Actor = PLATFORM) -> Any:
    """Return the request that registers a contract."""
    return message(
        "contract_registered",
        platform,
        platform_uscc=platform.enterprise,
        contract_no=number,
        service="仿真验证",
        price_fen=price_fen,
    )


async def spend_of(office: Office, number: str = "PT-1") -> VoucherSpend:
    """Return the newest contract of a number."""
    found: VoucherSpend = (
        await office.all(select(VoucherSpend).where(VoucherSpend.contract_no == number).order_by(VoucherSpend.id.desc()))
    )[0]
    return found


async def prove(office: Office, spend: VoucherSpend, actor: Actor = APPLICANT, platform: Actor = PLATFORM) -> None:
    """Draw the code of a contract as its platform, and prove it as the enterprise."""
    async with office.database.writing() as session:
        code, _ = await commands.draw_code(session, platform, spend)
    async with office.database.writing() as session:
        assert await commands.prove_code(session, actor, spend, code) is None


async def delivery(office: Office, spend: VoucherSpend) -> Task:
    """Return the open task of confirming a delivery."""
    tasks = await office.all(select(Task).where(Task.kind == "delivery_confirmation", Task.closed_at.is_(None)))
    found: Task = next(task for task in tasks if task.about["spend"] == str(spend.id))
    return found


async def spend(case: Case, price_fen: int, number: str = "PT-1") -> VoucherSpend:
    """Register a contract and confirm its delivery."""
    await case.ask("request", contract(price_fen, number))
    made = await spend_of(case.office, number)
    await prove(case.office, made)
    await case.complete(await delivery(case.office, made), APPLICANT, {"decision": "delivery_confirmed"})
    return await spend_of(case.office, number)


async def spent(office: Office) -> Case:
    """Return a voucher of which 15万 of 20万 are spent, by two contracts."""

    async def walk() -> Case:
        case = await issued(office)
        await spend(case, 20 * WAN, "PT-1")
        await spend(case, 10 * WAN, "PT-2")
        return case

    return await reached(office, "voucher spent", walk)


def this_month() -> date:
    """Return the first day of the month it is."""
    return datetime.now(BEIJING).date().replace(day=1)


async def have_the_month_over(office: Office) -> None:
    """Have the month of what was spent be over for what asks for its settlement too, whose time is today's."""
    was = func.least(VoucherSpend.settles_from, datetime.now(UTC) - timedelta(seconds=1))
    await office.change(update(VoucherSpend).where(VoucherSpend.settles_from.is_not(None)).values(settles_from=was))


async def over(office: Office, case: Case) -> None:
    """Let the month go by in which a voucher was spent."""
    settles_from = (await spend_of(office)).settles_from
    assert settles_from is not None
    await case.skip_until(settles_from + MOMENT)
    await have_the_month_over(office)


PAPERS = ("service_contract", "service_invoice")


async def add_papers(office: Office, settlement_id: uuid.UUID, papers: tuple[str, ...] = PAPERS) -> None:
    """Add contracts and invoices to a settlement, as its platform."""
    described = {"file_name": "paper.pdf", "media_type": "application/pdf", "size_bytes": 1, "sha256": "0" * 64}
    by = PLATFORM.subject
    await office.add(*(Document(case_id=settlement_id, evidence_code=code, uploaded_by=by, **described) for code in papers))


async def settlement(
    office: Office,
    account: dict[str, str] | None = None,
    month: date | None = None,
    papers: tuple[str, ...] = PAPERS,
) -> Case:
    """Ask for a settlement, as the platform."""
    async with office.database.writing() as session:
        row: Settlement = await settling.draft(session, PLATFORM, month or this_month(), uuid.uuid4().hex)
    await add_papers(office, row.id, papers)
    return await office.begin(row, PLATFORM, SETTLEMENT.title.zh, account=account or PLATFORM_ACCOUNT)


async def to_payment(office: Office, account: dict[str, str] | None = None) -> Case:
    """Take a settlement of what was spent to its payment."""
    case = await spent(office)
    await over(office, case)
    asking = await settlement(office, account)
    await asking.answer("settlement_check", OFFICER, decision="settlement_accepted", opinion="与合同一致")
    await asking.reach("payment")
    return asking


async def pay(case: Case) -> None:
    """Release and confirm."""
    await case.answer("payment_release", FINANCE, decision="payment_released")
    await case.answer("payment_confirmation", OTHER_FINANCE, **(await case.confirmed()))


async def voucher_row(office: Office) -> Voucher:
    """Return the only voucher."""
    (found,) = await office.all(select(Voucher))
    return found  # type: ignore[no-any-return] # what the office finds is anything
