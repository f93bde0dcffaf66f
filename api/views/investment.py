"""股权投资的呈现。How investments become what people read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.schemas.investment import InvestmentInFull, InvestmentShown
from api.views.case import case_fields, standing
from models.queries import application as applications
from models.queries import enterprise as enterprises
from models.queries import task as tasks
from models.session import Session
from models.tables import Investment
from policy.actors import Actor
from policy.processes.investment.lifecycle import INVESTMENT, PROPOSED
from policy.processes.kernel.permissions import is_outside
from policy.working_days import BEIJING


async def investment(session: Session, row: Investment, reader: Actor) -> InvestmentShown:
    """Return an investment for a list."""
    return InvestmentShown.model_validate(await _brief(session, row, reader))


async def in_full(session: Session, row: Investment, reader: Actor) -> InvestmentInFull:
    """Return an investment, and what a buy-back would cost today."""
    is_over = row.stage in INVESTMENT.terminal
    today = datetime.now(BEIJING).date()
    own = {
        "buy_back_today_fen": None if is_over else row.agreement.price_fen(row.left_fen, row.paid_on, today),
        "received_on": row.received_on,
        **_disposal(row, reader, "buyer", "reason"),
    }
    stands = standing(row, list(await tasks.open_of(session, row.id)), reader)
    return InvestmentInFull.model_validate(await _brief(session, row, reader) | stands | own)


def _disposal(row: Investment, reader: Actor, *names: str) -> dict[str, Any]:
    """Return how it is given up, or was; nothing of what is only proposed inside the office to its enterprise."""
    is_hidden = is_outside(reader) and row.stage in PROPOSED
    return {name: None if is_hidden else getattr(row, name) for name in names}


async def _brief(session: Session, row: Investment, reader: Actor) -> dict[str, Any]:
    return case_fields(row, reader) | {
        "application_number": (await applications.of(session, row.application_id)).number,
        "enterprise_uscc": row.enterprise_uscc,
        "enterprise_name": await enterprises.name(session, row.enterprise_uscc),
        "cost_fen": row.cost_fen,
        "left_fen": row.left_fen,
        "held_share_bp": row.held_share_bp,
        "paid_on": row.paid_on,
        "terms": row.agreed,
        "value_fen": row.value_fen,
        "valued_on": row.valued_on,
        **_disposal(row, reader, "way", "part_fen", "price_fen"),
        "received_fen": row.proceeds_fen if row.disposed_fen else None,
        "gain_fen": row.gain_fen,
    }
