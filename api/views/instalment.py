"""分期拨付的呈现。Later parts of awards as they are shown: by themselves, and in their award."""

from __future__ import annotations

from typing import Any

from api.schemas.instalment import AwardPart, InstalmentInFull
from api.schemas.refund import PaymentShown
from api.views import case as case_views
from api.views import evidence
from models.queries import disbursement as disbursements
from models.queries import instalment as instalments
from models.queries import task as tasks
from models.session import Session
from models.tables import Application, Instalment
from policy.actors import Actor
from policy.language.parts import divide, read_parts


def brief(row: Instalment, application_number: str) -> dict[str, Any]:
    """Return a part as a list shows it."""
    own = ("enterprise_uscc", "ordinal", "due_on", "condition", "paid_fen")
    its = {"application_number": application_number, "amount_fen": row.award_fen}
    return case_views.case_fields(row) | {name: getattr(row, name) for name in own} | its


async def in_full(session: Session, row: Instalment, actor: Actor) -> InstalmentInFull:
    """Return a part with where it stands, what proves its condition, and every attempt to pay it."""
    numbers = await instalments.award_numbers(session, [row])
    payments = [PaymentShown.model_validate(payment) for payment in await disbursements.of_case(session, row.id)]
    standing = case_views.standing(row, list(await tasks.open_of(session, row.id)))
    return InstalmentInFull.model_validate(
        brief(row, numbers[row.application_id]) | standing | {"payments": payments, "evidence": await evidence.taken(session, row, actor)}
    )


async def parts_of(session: Session, row: Application) -> list[AwardPart]:
    """Return the parts an award is paid in: as they were decided, and once the first was paid, as they stand; none where it is not."""
    if row.parts:
        amounts = divide(row.award_fen or 0, read_parts(row.parts))
        said = [part | {"due_on": part.get("on"), "amount_fen": fen} for part, fen in zip(row.parts, amounts, strict=False)]
        return [AwardPart.model_validate({"ordinal": ordinal} | one) for ordinal, one in enumerate(said, start=1)]
    if not row.later_fen and not row.forfeited_fen:
        return []
    first = AwardPart(ordinal=1, amount_fen=row.award_fen, paid_fen=row.paid_fen)
    own = ("ordinal", "due_on", "condition", "number", "paid_fen")
    later = [
        {name: getattr(one, name) for name in own} | {"amount_fen": one.award_fen, "stage": case_views.stage(one.process, one.stage)}
        for one in await instalments.of_award(session, row.id)
    ]
    return [first, *map(AwardPart.model_validate, later)]
