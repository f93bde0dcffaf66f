"""年度运行的成批写入。Writes of a run by the thousand: members copied in, verdicts written beside them, each batch in one statement."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import annual_run as annual_runs
from models.queries import target as targets
from models.session import driver_of
from models.tables import AnnualRun, AnnualRunMember, Enterprise
from policy.actors import Actor
from policy.language.items import Item
from policy.processes.annual_run.population import Verdict

COLLECTED = (
    "run_id", "uscc", "name", "registered_in_area", "taxed_in_area", "statistics_in_area", "records", "size", "sector", "on_key_list",
    "little_giant", "first_time_included", "rd_expense_fen", "prior_rd_expense_fen", "target_fen", "retained_contribution_fen",
)  # fmt: skip
# What a member is judged to, and who had it judged again when.
_JUDGEMENT = ("outcome", "award_fen", "capped", "failed", "already_paid_fen", "cap_used_fen", "reassessed_by", "reassessed_at")
_COPY = f"COPY annual_run_members ({', '.join(COLLECTED)}) FROM STDIN"
_VERDICTS = """
UPDATE annual_run_members AS member
SET outcome = told.outcome, award_fen = told.award_fen, capped = told.capped, failed = string_to_array(told.failed, ','),
    already_paid_fen = told.already_paid_fen, cap_used_fen = told.cap_used_fen, application_id = told.application_id
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::boolean[], %s::text[], %s::bigint[], %s::bigint[], %s::uuid[])
    AS told (uscc, outcome, award_fen, capped, failed, already_paid_fen, cap_used_fen, application_id)
WHERE member.run_id = %s AND member.uscc = told.uscc
"""
_LINKS = """
UPDATE annual_run_members AS member SET application_id = made.application_id
FROM unnest(%s::text[], %s::uuid[]) AS made (uscc, application_id)
WHERE member.run_id = %s AND member.uscc = made.uscc
"""


async def copy_members(session: AsyncSession, run_id: uuid.UUID, members: Iterable[Mapping[str, Any]]) -> None:
    """Copy members into a run, in the transaction of the session."""
    driver = await driver_of(session)
    async with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for member in members:
            records = Jsonb(member["records"]) if member["records"] else None
            await copy.write_row([run_id, *(records if name == "records" else member[name] for name in COLLECTED[1:])])


async def enter_member(session: AsyncSession, run: AnnualRun, figures: Mapping[str, Any]) -> None:
    """Enter into a locked run an enterprise that was not in its frozen list; it is judged in the same transaction."""
    await copy_members(session, run.id, [figures])
    run.population, run.assessed = run.population + 1, run.assessed + 1


def kept_of(member: AnnualRunMember) -> dict[str, Any]:
    """Return a member's figures and what it was judged to, as an event keeps them."""
    kept = {name: getattr(member, name) for name in (*COLLECTED[2:], *_JUDGEMENT)}
    return kept | {"reassessed_at": member.reassessed_at.isoformat() if member.reassessed_at else None}


async def put_back(session: AsyncSession, application_id: uuid.UUID, redecision: str) -> None:
    """Put back what a member of a run was before a re-decision was proposed by what its sources corrected, if one was.

    Args:
        session: The transaction.
        application_id: The award of the member.
        redecision: The number of the re-decision, which came to nothing.
    """
    query = select(AnnualRunMember).where(AnnualRunMember.application_id == application_id).with_for_update()
    # A preview has a member of the same award, too.
    for member in await session.scalars(query.order_by(AnnualRunMember.run_id)):
        kept = await annual_runs.kept_before(session, member.run_id, redecision)
        if kept is not None:
            at = datetime.fromisoformat(kept["reassessed_at"]) if kept["reassessed_at"] else None
            for name, value in {**kept, "reassessed_at": at}.items():
                setattr(member, name, value)


async def write_verdicts(
    session: AsyncSession,
    run_id: uuid.UUID,
    usccs: Sequence[str],
    verdicts: Sequence[Verdict],
    before: Mapping[str, Sequence[Any]],
) -> None:
    """Write the verdicts of a shard in one statement.

    Args:
        session: The transaction.
        run_id: The run.
        usccs: Whose.
        verdicts: What is due to each.
        before: `already_paid_fen`, `cap_used_fen` and `application_id` of each.
    """
    driver = await driver_of(session)
    columns = (
        list(usccs),
        [verdict.outcome for verdict in verdicts],
        [verdict.award_fen for verdict in verdicts],
        [verdict.capped for verdict in verdicts],
        [",".join(verdict.failed) for verdict in verdicts],
        *(list(before[name]) for name in ("already_paid_fen", "cap_used_fen", "application_id")),
    )
    async with driver.cursor() as cursor:
        await cursor.execute(_VERDICTS, (*columns, run_id))


async def enter_enterprises(session: AsyncSession, named: Mapping[str, str]) -> None:
    """Enter enterprises we do not know yet, under the name the register has."""
    if named:
        rows = [{"uscc": uscc, "name": name, "kind": "enterprise"} for uscc, name in named.items()]
        await session.execute(insert(Enterprise).values(rows).on_conflict_do_nothing())


async def open_annual_run(
    session: AsyncSession, actor: Actor, item: Item, year: int, cut_off: date, *, dry_run: bool
) -> tuple[AnnualRun, bool]:
    """Return the run of an item for a year, written as a draft if there is none; a preview is always a new one.

    Returns:
        The run, and whether it was there before. One that was abandoned counts as none.
    """
    base = f"{item.code}/{year}"
    # Two that start at once take turns, so that the second finds what the first wrote.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"annual-run/{base}"))))
    earlier = (
        select(AnnualRun)
        .where(AnnualRun.item_code == item.code, AnnualRun.year == year, AnnualRun.dry_run == dry_run)
        .order_by(AnnualRun.id.desc())
    )
    runs = (await session.scalars(earlier)).all()
    if not dry_run and runs and runs[0].stage != "abandoned":
        return runs[0], True
    suffix = f"/preview-{len(runs) + 1}" if dry_run else f"/{len(runs) + 1}" if runs else ""
    run = AnnualRun(
        number=base + suffix,
        item_code=item.code,
        department=item.departments[0],
        created_by=actor.subject,
        year=year,
        dry_run=dry_run,
        cut_off=cut_off,
        target_batches=[str(batch) for batch in await targets.standing(session, item.code, year)],
    )
    session.add(run)
    await session.flush()
    await session.refresh(run)
    return run, False


async def release_members(session: AsyncSession, run: AnnualRun, usccs: Sequence[str] | None) -> int:
    """Release the awards of some members, or of all that wait (None), and return how many."""
    run.release, run.offered_to = run.release + 1, None
    waiting = (AnnualRunMember.run_id == run.id, AnnualRunMember.outcome == "award", AnnualRunMember.released_in.is_(None))
    named = () if usccs is None else (AnnualRunMember.uscc.in_(usccs),)
    released = update(AnnualRunMember).where(*waiting, *named).values(released_in=run.release).returning(AnnualRunMember.uscc)
    return len((await session.execute(released.execution_options(synchronize_session=False))).all())


async def link_offers(session: AsyncSession, run_id: uuid.UUID, offers: Mapping[str, uuid.UUID]) -> None:
    """Note the offers that were made to members, in one statement."""
    driver = await driver_of(session)
    async with driver.cursor() as cursor:
        await cursor.execute(_LINKS, (list(offers), list(offers.values()), run_id))


async def count_offers(session: AsyncSession, run: AnnualRun) -> None:
    """Count the offers made, and what they come to."""
    made = await annual_runs.offers(session, run.id)
    run.offered, run.offered_fen = made["count"], made["amount_fen"]
