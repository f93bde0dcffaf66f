"""履行承诺。The good standing of an enterprise: without it, new awards wait (general term 6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, any_, bindparam, func, or_, select
from sqlalchemy import Text as Characters
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import clawback, debarment, succession
from models.queries.evaluation import require_reported
from models.queries.filing import STILL_OPEN
from models.tables import ChangeFiling, Commitment
from policy.days import in_chinese
from policy.errors import Code, Refusal
from policy.judging.implementing_rules import RuleBook
from policy.judging.standing import Conduct
from policy.language.items import Item
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.commitment.lifecycle import BREACH_OPEN
from policy.processes.commitment.states import APPROVED
from policy.processes.commitment.terms import FILING_KINDS, LEAVES
from policy.text import Text

_OWN: ColumnElement[bool] = Commitment.enterprise_uscc == any_(bindparam("codes", type_=ARRAY(Characters)))
# What would end something that binds: whoever leaves, or repays by what was proposed or decided.
_LEAVING = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_array(ChangeFiling.kind, ChangeFiling.planned_on, ChangeFiling.state.in_(APPROVED)), ChangeFiling.id
            )
        )
    )
    .join(Commitment, Commitment.id == ChangeFiling.commitment_id)
    .where(_OWN, STILL_OPEN, or_(ChangeFiling.kind.in_(LEAVES), func.jsonb_array_length(ChangeFiling.demands) > 0))
    .scalar_subquery()
)
# A breach is told as it opens, and a bar as it begins; what is only proposed of the rest shows to nobody outside.
_IN_BREACH = select(Commitment.id).where(_OWN, Commitment.stage.in_(BREACH_OPEN)).exists()
_CONDUCT = select(
    _IN_BREACH,
    clawback.SERVED_AGAINST,
    _LEAVING,
    debarment.IN_FORCE_AGAINST,
    debarment.TOLD_AGAINST,
    clawback.PROPOSED_AGAINST,
    debarment.UNTOLD_AGAINST,
)


async def is_in_good_standing(session: AsyncSession, uscc: str, on: date, *, told: bool = False) -> bool:
    """Tell whether new awards may be made to an enterprise on a day; as far as it was told what speaks against it, if `told`."""
    try:
        await require_good_standing(session, uscc, on, told=told)
    except Refusal:
        return False
    return True


async def of(session: AsyncSession, uscc: str, on: date, *, told: bool = False) -> Conduct:
    """Return how an enterprise stands on a day, with all whose place it took: with an award goes what was done with it.

    Args:
        session: The session.
        uscc: The enterprise.
        on: The day.
        told: Whether to leave out what the enterprise was not told of yet.
    """
    return await of_all(session, await succession.family(session, uscc), on, told=told)


async def of_all(session: AsyncSession, codes: Collection[str], on: date, *, told: bool = False) -> Conduct:
    """Return how some enterprises stand on a day together, as `of`."""
    asked = {"codes": list(codes), "on": on}
    in_breach, numbers, leaving, barring, undecided, *proposed = (await session.execute(_CONDUCT, asked)).one()
    barred = [{"number": number, "until": until} for number, until in barring or ()]
    filed = [{"kind": FILING_KINDS[kind].as_dict(), "planned_on": on, "decided": decided} for kind, on, decided in leaving or ()]
    known = Conduct(in_breach, tuple(numbers or ()), tuple(filed), tuple(barred), tuple(undecided or ()))
    claims, bars = (tuple(numbers or ()) for numbers in proposed)
    return known if told else replace(known, proposed_clawbacks=claims, proposed_debarments=bars)


async def require_supportable(
    session: AsyncSession,
    item: Item,
    uscc: str,
    on: date,
    *,
    rules: RuleBook | None = None,
    besides: Collection[str] = (),
    told: bool = False,
) -> None:
    """Refuse new money of an item to an enterprise that is not in good standing, or owes an outcome report that its rules ask for first.

    Args:
        session: The session.
        item: Of which money is asked for, or given.
        uscc: The enterprise.
        on: The day.
        rules: Its approved implementing rules, where they are read already.
        besides: As `require_good_standing`.
        told: Likewise.

    Raises:
        Refusal: `breach_open`; `debarred`; `report_missing`, naming the reports.
    """
    await require_good_standing(session, uscc, on, besides=besides, told=told)
    await require_reported(session, item, uscc, on, rules)


async def require_good_standing(session: AsyncSession, uscc: str, on: date, *, besides: Collection[str] = (), told: bool = False) -> None:
    """Refuse an enterprise whose commitment to stay is being looked into, that still owes what is reclaimed, or that is or may be barred.

    Args:
        session: The session.
        uscc: The enterprise.
        on: The day.
        besides: Numbers of clawbacks that are no hindrance: nothing of them is to be paid any longer.
        told: Whether the enterprise itself acts. What it was not told of yet hinders what the office does next, and nothing it does.

    Raises:
        Refusal: `breach_open`; `debarred`, with the last day of the bar.
    """
    conduct = await of(session, uscc, on, told=told)
    if conduct.in_breach:
        raise Refusal(
            Code.BREACH_OPEN,
            Text(
                "该单位违反持续经营承诺的处理尚未结束，其间暂不给予新的支持（第七部分“保障措施”）。",
                "A suspected breach of the enterprise's commitment to stay is still open; new awards wait (general term 6).",
            ),
            clause=CITATION,
        )
    if numbers := [number for number in conduct.clawbacks if number not in besides]:
        raise Refusal(
            Code.BREACH_OPEN,
            Text(
                f"该单位的追回尚未结清（{'、'.join(numbers)}），其间暂不给予新的支持（第七部分“保障措施”）。",
                f"A clawback of the enterprise is still open ({', '.join(numbers)}); new awards wait (general term 6).",
            ),
            clause=CITATION,
        )
    if conduct.undecided:
        raise Refusal(
            Code.BREACH_OPEN,
            Text(
                f"对该单位骗取支持资金的处理尚未结束（{'、'.join(conduct.undecided)}），其间暂不给予新的支持（第七部分“保障措施”）。",
                f"Whether the enterprise is barred for fraud is not decided yet ({', '.join(conduct.undecided)}); new awards wait.",
            ),
            clause=CITATION,
        )
    if conduct.barred_until is not None:
        raise Refusal(
            Code.DEBARRED,
            Text(
                f"该单位曾骗取支持资金，限制申报至{in_chinese(date.fromisoformat(conduct.barred_until))}（含当日），其间不受理申请、不给予新的支持。",
                f"The enterprise got support by fraud and is barred until {conduct.barred_until}, that day included.",
            ),
            clause=CITATION,
        )
    if numbers := [number for number in (*conduct.proposed_clawbacks, *conduct.proposed_debarments) if number not in besides]:
        raise Refusal(
            Code.BREACH_OPEN,
            Text(
                f"对该单位的追回或者限制申报仅为拟议，尚未决定，也未告知该单位（{'、'.join(numbers)}），其间暂不给予新的支持。",
                f"A clawback or a debarment of the enterprise is only proposed, and untold ({', '.join(numbers)}); new awards wait.",
            ),
            clause=CITATION,
        )
