"""People who pay back what nobody owed: a receipt with more than is owed, and a refund of it acted on step by step."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sqlalchemy import select

from models.commands import refund as drafts
from models.commands.receipt import Received, keep
from models.queries import reconciliation
from models.tables import Receipt, ReceiptPart, Refund
from policy.actors import Actor
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, FINANCE, Case, Office
from tests.workflows.reclaim import Reclaim, day_of, paid_award, reclaim, reclaimed

DEBT = 10_000


async def settled_with(office: Office, more_fen: int) -> Reclaim:
    """Return a debt that was paid back with so much more than is owed, or less."""
    return await reclaimed(office, f"settled with {more_fen}", lambda: _settled_with(office, more_fen))


async def _settled_with(office: Office, more_fen: int) -> Reclaim:
    claim = await reclaim(office, await paid_award(office), DEBT)
    await claim.accept()
    await claim.repay(DEBT + more_fen, await day_of(office, claim.case))
    if more_fen >= 0:
        await claim.case.reach("settled")
    return claim


async def unsolicited(office: Office, amount_fen: int, *, payer: str = CHENXIN, name: str = ACCOUNT["holder"]) -> Receipt:
    """Return a receipt that fits no debt, as the statement of its day tells of it."""
    now = datetime.now(UTC)
    received = Received(f"R-{secrets.token_hex(4)}", amount_fen, payer, name, now.astimezone(BEIJING).date())
    async with office.database.writing() as session:
        return await keep(session, received, now)


async def receipt(office: Office) -> Receipt:
    """Return the only receipt."""
    (found,) = await office.all(select(Receipt))
    return found  # type: ignore[no-any-return] # what the office finds is anything


async def drafted(office: Office, of: Receipt, department: str | None = None) -> Refund:
    """Write the draft of a refund, as the API does."""
    async with office.database.writing() as session:
        return await drafts.draft(session, FINANCE, of, department, secrets.token_hex(8))


async def begun(office: Office, draft: Refund, account: dict[str, str] | None = None, by: Actor = FINANCE) -> Case:
    """Open a refund that was drafted, to an account in its payer's name unless another is given."""
    given = account or ACCOUNT | {"holder": draft.payer_name}
    return await office.begin(draft, by, "退付", "refund_opened", account=given)


async def begun_without_account(office: Office, draft: Refund, by: Actor = FINANCE) -> Case:
    """Open a refund that names no account: it is only to be counted as repaid."""
    return await office.begin(draft, by, "退付", "refund_opened")


async def opened(office: Office, account: dict[str, str] | None = None) -> Case:
    """Open a refund of the only receipt."""
    return await begun(office, await drafted(office, await receipt(office)), account)


async def released(case: Case, releaser: Actor, confirmer: Actor) -> None:
    """Release and confirm."""
    await case.answer("refund_release", releaser, decision="payment_released")
    account = (await case.task("refund_confirmation")).about["account"]
    await case.answer("refund_confirmation", confirmer, decision="payment_confirmed", last_four=account["last_four"])


async def parts(office: Office) -> list[tuple[str, int]]:
    """Return the parts of receipts: where each stands and how much it is."""
    return [(part.state, part.amount_fen) for part in await office.all(select(ReceiptPart).order_by(ReceiptPart.id))]


async def paid_by_treasury(office: Office, case: Case) -> list[int]:
    """Return what the treasury has paid for a refund and nobody returned, in fen."""
    payments = await office.treasury_payments()
    own = [payment for payment in payments if str(payment["instruction_no"]).startswith(case.number)]
    return [payment["amount_fen"] for payment in own if not payment["returned"]]


async def owed_back(office: Office) -> tuple[int, int]:
    """Return what is owed back and what is with the treasury, having checked that books, parts and payments agree."""
    async with office.database.reading() as session:
        assert await reconciliation.ledger_differences(session) == {}
    balances = await office.balances()
    assert sum(balances.values()) == 0
    return balances["owed_back"], balances["in_transit"]
