"""服务券的呈现。How vouchers, and what contracts take of them, become what people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.schemas.voucher import SpendShown, VoucherInFull, VoucherShown
from api.views.case import case_fields, standing
from models.queries import enterprise as enterprises
from models.queries import submission as submissions
from models.queries import task as tasks
from models.queries import voucher as vouchers
from models.session import Session
from models.tables import Voucher, VoucherSpend
from policy.actors import Actor

_OWN = ("enterprise_uscc", "service", "rate", "face_fen", "taken_fen", "left_fen", "valid_from", "valid_until")


def voucher(row: Voucher, holder: str) -> VoucherShown:
    """Return a voucher for a list."""
    return VoucherShown.model_validate(_brief(row, holder))


async def in_full(session: Session, row: Voucher, actor: Actor) -> VoucherInFull:
    """Return a voucher with where it stands; while it is corrected, others than its enterprise read what was handed in."""
    await submissions.read_by(session, row, actor)
    more = {
        "statement": row.statement,
        "failures": (row.verification or {}).get("failures", []),
        "defects": await submissions.defects(session, row),
        "spends": await spends(session, [(spend, row.number) for spend in await vouchers.spends_of(session, row.id)]),
    }
    holder = await enterprises.name_today(session, row.enterprise_uscc)
    open_tasks = list(await tasks.open_of(session, row.id))
    return VoucherInFull.model_validate(_brief(row, holder) | standing(row, open_tasks, actor) | more)


async def spends(session: Session, found: Sequence[tuple[VoucherSpend, str]]) -> list[SpendShown]:
    """Return contracts as people read them, each with the number of its voucher."""
    names = await enterprises.names_today(session, {spend.platform_uscc for spend, _ in found})
    return [_spend(spend, number, names) for spend, number in found]


def _spend(spend: VoucherSpend, number: str, names: Mapping[str, str]) -> SpendShown:
    own = {name: getattr(spend, name) for name in SpendShown.model_fields if name not in {"voucher_no", "platform_name"}}
    return SpendShown.model_validate(own | {"voucher_no": number, "platform_name": names[spend.platform_uscc]})


def _brief(row: Voucher, holder: str) -> dict[str, Any]:
    return case_fields(row) | {name: getattr(row, name) for name in _OWN} | {"enterprise_name": holder}
