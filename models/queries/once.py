"""只受理一次的查询。Reads whether an enterprise has another application of an item that stands, for the same year or number."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.application import OVER, subjects_of
from models.tables import Application
from policy.judging.catalogue import item as item_called


async def standing(session: AsyncSession, application: Application, scope: str, codes: Collection[str]) -> str | None:
    """Return the number of another application of the same item that has not ended without an award, by enterprises that count as one.

    Args:
        session: The session.
        application: The application.
        scope: "year" for the year it is about, "project" for its number, as `policy.language.parameters.ONCE_PER` says.
        codes: Their credit codes.
    """
    query = (
        select(Application)
        .where(Application.enterprise_uscc.in_(codes), Application.item_code == application.item_code)
        .where(Application.id != application.id, Application.stage.not_in(OVER))
        .order_by(Application.id)
    )
    if scope == "year":
        query = query.where(_of_year(application))
        return next((row.number for row in (await session.scalars(query)).all()), None)
    own = application.identity
    others = (await session.scalars(query)).all()
    return next((row.number for row in others if own and (its := row.identity) and its.number == own.number), None)


async def in_window(session: AsyncSession, application: Application, codes: Collection[str]) -> str | None:
    """Return the number of another application for the same subject in the same window, by enterprises that count as one; None of none.

    As long as a part of its subject has still to be confirmed, nothing is known to be the same: the list of the window looks again.
    """
    if application.window_id is None or application.subject is None:
        return None
    query = (
        select(Application.number)
        .where(Application.enterprise_uscc.in_(codes), Application.window_id == application.window_id)
        .where(Application.subject.in_(await subjects_of(session, application)))
        .where(Application.id != application.id, Application.stage.not_in(OVER))
        .order_by(Application.id)
        .limit(1)
    )
    return (await session.scalars(query)).first()


def _of_year(application: Application) -> ColumnElement[bool]:
    code = item_called(application.item_code).year_code
    if code is None:
        return Application.programme_year == application.programme_year
    of_year: ColumnElement[bool] = Application.facts[code].as_integer() == application.facts.get(code)
    return of_year
