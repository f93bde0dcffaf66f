"""The ways an investment goes, to be recorded: valued and bought back, sold, liquidated, and written off."""

from __future__ import annotations

from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, Case, Office, message
from tests.replay.way import Ways
from tests.workflows.investments import COST, begun, dispose, paid_for, receive, record, to_paid, today


async def invested(office: Office) -> Case:
    """Invest on terms whose window is open at once."""
    return await begun(office, await to_paid(office, window_from=today().isoformat()))


async def investment_bought_back(case: Case) -> None:
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_taken")
    await paid_for(case, (await case.reach("proceeds")).price_fen)
    await case.handle.result()


async def investment_sold(case: Case) -> None:
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_declined")
    await dispose(case)
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await paid_for(case, COST)
    await case.handle.result()


async def investment_written_off(case: Case) -> None:
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_declined")
    await case.ask("request", message("write_off_proposed", OFFICER, reason="企业已破产终结"))
    await case.answer("investment_write_off", HEAD, decision="write_off_approved")
    await case.answer("investment_write_off_confirmation", DEPUTY, decision="written_off")
    await case.handle.result()


async def investment_liquidated(case: Case) -> None:
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_declined")
    await dispose(case, "liquidation")
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await record(case, COST // 2, await receive(case, COST // 2))
    await case.happened("liquidation_received")
    await case.answer("proceeds_receipt", FINANCE, decision="liquidation_reported_over", reason="破产程序终结裁定")
    await case.answer("liquidation_closing", HEAD, decision="liquidation_closed")
    await case.handle.result()


WAYS = (investment_bought_back, investment_sold, investment_written_off, investment_liquidated)
PATHS: Ways = {way: {"begin": invested} for way in WAYS}
