"""单位一览的呈现。How everything an enterprise has to do with becomes one page, as far as it is its reader's business."""

from __future__ import annotations

from typing import Any

from api.schemas.case import CaseShown
from api.schemas.commitment import CommitmentShown
from api.schemas.enterprise import (
    AwardsShown,
    CasesShown,
    DemandShown,
    DemandsShown,
    EnterpriseInFull,
    LoansShown,
    RecognitionsShown,
    VouchersShown,
)
from api.views import application as applications
from api.views import enterprise as views
from api.views.case import case_fields
from api.views.loan import loan
from api.views.recognition import recognition
from api.views.voucher import voucher
from api.web.services import Services
from models.queries import enterprise as enterprises
from models.queries import enterprise_page as page
from models.queries import succession
from models.session import Session
from models.tables import Clawback, Enterprise
from policy.actors import Actor, Role

_DEMAND = ("cause", "amount_fen", "repaid_fen", "served_at")


async def in_full(session: Session, served: Services, actor: Actor, row: Enterprise) -> EnterpriseInFull:
    """Read the page of an enterprise: one statement a part, and its warnings, however long its story is."""
    codes = await succession.family(session, row.uscc)
    if actor.is_a(Role.APPLICANT):
        # Its own people know nothing of whoever took its place, nor of those beside it.
        codes = tuple(uscc for uscc in codes if uscc in actor.enterprises)
    names = await enterprises.names_today(session, codes)
    cases, under_way = await page.open_cases(session, actor, codes)
    awards, demands = await page.awards(session, actor, codes), await page.demands(session, actor, codes)
    recognised = await page.recognised(session, actor, codes)
    borrowed, vouchers = await page.borrowed(session, actor, codes), await page.given_vouchers(session, actor, codes)
    commitment = await page.commitment(session, actor, codes)
    numbers = await page.award_numbers(session, demands.rows)
    shown = views.shown(row, await views.warnings(session, served, actor, row))
    return EnterpriseInFull(
        **dict(shown),
        counts_with=list(codes),
        open_cases=CasesShown(items=[CaseShown.model_validate(case_fields(one)) for one in cases], total=under_way),
        awards=AwardsShown(
            items=[applications.application(one, names[one.enterprise_uscc]) for one in awards.rows], total=awards.total, **awards.sums
        ),
        clawbacks=DemandsShown(
            items=[_demand(one, numbers[one.application_id]) for one in demands.rows], total=demands.total, **demands.sums
        ),
        commitment=CommitmentShown.model_validate(
            case_fields(commitment) | {"enterprise_uscc": commitment.enterprise_uscc, "enterprise_name": names[commitment.enterprise_uscc]}
        )
        if commitment
        else None,
        recognitions=RecognitionsShown(
            items=[recognition(one, names[one.enterprise_uscc]) for one in recognised.rows], total=recognised.total
        ),
        loans=LoansShown(items=[loan(one, names[one.enterprise_uscc]) for one in borrowed.rows], total=borrowed.total),
        vouchers=VouchersShown(items=[voucher(one, names[one.enterprise_uscc]) for one in vouchers.rows], total=vouchers.total),
    )


def _demand(row: Clawback, application_number: str) -> DemandShown:
    own: dict[str, Any] = {name: getattr(row, name) for name in _DEMAND}
    return DemandShown.model_validate(case_fields(row) | own | {"application_number": application_number})
