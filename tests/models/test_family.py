"""家族。Which family a case of each process belongs to, and which others count in it, on a real database."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import involvement as writes
from models.queries import family as families
from models.queries import involvement as reads
from models.queries.family import Family
from models.session import Database
from models.tables import (
    AnnualRun,
    AnnualRunMember,
    Application,
    Breach,
    Call,
    Case,
    ChangeFiling,
    Clawback,
    Commitment,
    Debarment,
    Enterprise,
    MatchingProject,
    PostGrantProject,
    Receipt,
    ReceiptPart,
    Redecision,
    Refund,
    Window,
)
from policy.processes.kernel.duties import Done, Duty
from sandbox.enterprises import CHENXIN
from tests.workflows.windows import CONTENT

NOW, DAY = datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2)
ITEM = "innovation-centre"


def number() -> str:
    return f"N-{uuid.uuid4().hex}"


def fields(item: str = ITEM, **changed: Any) -> dict[str, Any]:
    return {"id": uuid.uuid4(), "number": number(), "item_code": item, "department": "sti", "created_by": "somebody", **changed}


@dataclass
class Rows:
    """What is stored of one enterprise."""

    session: AsyncSession

    async def add(self, row: Any) -> Any:
        self.session.add(row)
        await self.session.flush()
        return row

    async def award(self, parent: Case | None = None) -> Application:
        whose = {"enterprise_uscc": CHENXIN, "clause": 1, "facts": {}, "parent_id": parent.id if parent else None}
        made: Application = await self.add(Application(**fields(), **whose))
        return made

    async def demand(self, award: Application) -> Clawback:
        why = {"cause": "error", "amount_fen": 100, "reckoning": {}, "asked_by": "officer-1"}
        made: Clawback = await self.add(Clawback(**fields(), application_id=award.id, enterprise_uscc=CHENXIN, **why))
        return made

    async def call(self) -> Call:
        about = {
            "title_zh": "榜单",
            "title_en": "Call",
            "challenges": [],
            "criteria": [],
            "opens_at": NOW,
            "closes_at": NOW.replace(month=6),
        }
        made: Call = await self.add(Call(**fields(), **about))
        return made

    async def solution(self, call: Call) -> PostGrantProject:
        about = {"enterprise_uscc": CHENXIN, "title": "项目", "call_id": call.id, "challenge_no": 1, "solution": {}}
        made: PostGrantProject = await self.add(PostGrantProject(**fields(), **about))
        return made

    async def of(self, its_case: Case, **about: Any) -> Family:
        return await families.of(self.session, its_case, about)


@pytest.fixture
async def rows(database_url: str) -> AsyncIterator[Rows]:
    database = Database(database_url)
    async with database.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="演示", kind="enterprise"))
        await session.flush()
        yield Rows(session)
    await database.close()


async def test_award_is_a_family_of_its_own(rows: Rows) -> None:
    award = await rows.award()
    assert await rows.of(award) == Family((award.id,))


async def test_what_is_reclaimed_or_decided_anew_belongs_to_its_award(rows: Rows) -> None:
    award = await rows.award()
    proposed = {"facts": {}, "paper": "函", "reason": "有误", "proposed_by": "officer-1", "proposed_by_name": "某人"}
    anew = await rows.add(Redecision(**fields(), **proposed, application_id=award.id, enterprise_uscc=CHENXIN, request_key=number()))
    assert await rows.of(await rows.demand(award)) == Family((award.id,))
    # Who decided on what it would let go is noted in a family of its own.
    assert await rows.of(anew) == Family((award.id,), (anew.id,))


async def test_claims_belong_to_their_project(rows: Rows) -> None:
    described = {"enterprise_uscc": CHENXIN, "title": "项目", "begins_on": DAY, "ends_on": DAY}
    upstream = {"project_no": "P", "upstream_level": "beijing", "fits_direction": True}
    project = await rows.add(MatchingProject(**fields(), **described, **upstream))
    first, second = await rows.award(project), await rows.award(project)
    assert await rows.of(first) == await rows.of(second) == await rows.of(project) == Family((project.id,))
    assert await rows.of(await rows.demand(first)) == Family((project.id,))


@pytest.fixture
async def run(rows: Rows) -> AnnualRun:
    made: AnnualRun = await rows.add(AnnualRun(**fields("rd-growth"), year=2025, dry_run=False, cut_off=DAY, release=2))
    return made


async def released(rows: Rows, run: AnnualRun, release: int) -> Application:
    """Return the offer of a member that was released in one of the releases of its run."""
    figures = dict.fromkeys(("registered_in_area", "taxed_in_area", "statistics_in_area"), True)
    figures |= dict.fromkeys(("on_key_list", "little_giant", "first_time_included"), False)
    money = {"rd_expense_fen": 1, "retained_contribution_fen": 0, "award_fen": 1, "outcome": "award"}
    of_member = {"uscc": CHENXIN, "name": "演示", "size": "large", "sector": "industry"}
    await rows.add(AnnualRunMember(run_id=run.id, **of_member, **figures, **money, released_in=release))
    return await rows.award(run)


async def test_offer_is_its_own_family_and_what_was_done_in_its_run_counts(rows: Rows, run: AnnualRun) -> None:
    offer = await rows.award(run)
    found = await rows.of(offer)
    assert (found.own, found.beside[0]) == ((offer.id,), run.id)
    assert (await rows.of(run)).own == (run.id,)


@pytest.mark.parametrize(("release", "counts"), [(1, True), (2, False)])
async def test_release_counts_in_an_offer_only_when_the_offer_was_among_it(
    rows: Rows, run: AnnualRun, release: int, *, counts: bool
) -> None:
    noted = families.of_release(run, release)
    await writes.add(rows.session, "releaser", noted, Duty.DECIDE, "further_release")
    offer = await rows.of(await released(rows, run, 1))
    assert bool(await reads.of(rows.session, "releaser", offer.counted)) is counts
    # In the run itself it counts as ever: whoever released anything of it prepares nothing in it.
    assert await reads.of(rows.session, "releaser", (await rows.of(run)).counted)
    assert run.id in noted.beside


@pytest.mark.parametrize(("uscc", "counts"), [(CHENXIN, True), ("91110302MA9DA00269", False)])
async def test_what_a_run_decides_of_one_member_counts_in_that_ones_award_alone(
    rows: Rows, run: AnnualRun, uscc: str, *, counts: bool
) -> None:
    await writes.add(rows.session, "approver", families.of_member(run, uscc), Duty.DECIDE, "late_member")
    offer = await rows.of(await released(rows, run, 1))
    assert bool(await reads.of(rows.session, "approver", offer.counted)) is counts
    assert await reads.of(rows.session, "approver", (await rows.of(run, uscc=uscc)).counted)


async def test_award_of_a_project_is_its_family_and_what_was_done_in_its_call_counts(rows: Rows) -> None:
    call = await rows.call()
    project = await rows.solution(call)
    assert await rows.of(project) == await rows.of(await rows.award(project)) == Family((project.id,), (call.id,))
    assert await rows.of(call) == Family((call.id,))


async def test_window_is_its_own_family_and_what_was_done_in_whatever_was_applied_for_in_it_counts(rows: Rows) -> None:
    first, second, _ = await rows.award(), await rows.award(), await rows.award()
    about = {"cap_key": "patent-pool", "year": 2025, "opens_at": NOW, "closes_at": NOW + timedelta(days=1)}
    window = await rows.add(Window(**fields("patent-pool"), **CONTENT, **about))
    await rows.session.execute(update(Application).where(Application.id.in_([first.id, second.id])).values(window_id=window.id))
    found = await rows.of(window)
    assert (found.own, set(found.beside)) == ((window.id,), {first.id, second.id})


async def test_bar_is_its_own_family_and_what_was_done_about_its_demand_counts(rows: Rows) -> None:
    award = await rows.award()
    demand = await rows.demand(award)
    bar = await rows.add(Debarment(**fields(stage="draft"), clawback_id=demand.id, enterprise_uscc=CHENXIN, until=DAY))
    assert await rows.of(bar) == Family((bar.id,), (award.id,))


async def test_refund_belongs_to_the_awards_whose_debts_got_its_receipt_and_else_to_itself(rows: Rows) -> None:
    award = await rows.award()
    demand = await rows.demand(award)
    paid = {"amount_fen": 5, "payer_uscc": CHENXIN, "payer_name": "演示"}
    for debt in (demand, None):
        known = {"reference": number(), "reference_folded": number(), "received_on": DAY, "known_at": NOW}
        receipt = await rows.add(Receipt(id=uuid.uuid4(), **known, **paid))
        refund = await rows.add(Refund(**fields("*"), receipt_id=receipt.id, **paid, request_key=number()))
        if debt is not None:
            await rows.add(ReceiptPart(receipt_id=receipt.id, clawback_id=debt.id, amount_fen=5, state="owed_back"))
        assert await rows.of(refund) == Family((award.id if debt else refund.id,))


async def test_filing_and_breach_belong_to_the_awards_they_touch_and_to_themselves(rows: Rows) -> None:
    first, second = await rows.award(), await rows.award()
    stays = await rows.add(Commitment(**fields("*"), enterprise_uscc=CHENXIN))
    assert await rows.of(stays) == Family((stays.id,))
    filed = {"commitment_id": stays.id, "enterprise_uscc": CHENXIN, "kind": "relocation", "planned_on": DAY, "description": "迁出"}
    filing = await rows.add(ChangeFiling(id=uuid.uuid4(), **filed, filed_by="somebody"))
    assert await rows.of(stays, filing_id=str(filing.id)) == Family((filing.id,))
    filing.touched = [first.number]
    await rows.session.flush()
    assert await rows.of(stays, filing_id=str(filing.id)) == Family((filing.id, first.id))
    breach = await rows.add(
        Breach(id=uuid.uuid4(), commitment_id=stays.id, cause="filed_late", filing_id=filing.id, breach_on=DAY, opened_at=NOW)
    )
    assert await rows.of(stays, breach_id=str(breach.id)) == Family((breach.id,))
    breach.touched = [second.number, first.number]
    await rows.session.flush()
    assert set((await rows.of(stays, breach_id=str(breach.id))).own) == {breach.id, first.id, second.id}


async def test_duty_is_noted_once_in_each_own_family_and_what_was_done_beside_is_read(rows: Rows) -> None:
    one, two, beside = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    assert (await writes.add(rows.session, "somebody", Family((beside,)), Duty.PREPARE, "acceptance")).done == []
    family = Family((one, two), (beside,))
    before = [Done(beside, Duty.PREPARE, "acceptance")]
    assert (await writes.add(rows.session, "somebody", family, Duty.PREPARE, "desk_review")).done == before
    done = (await writes.add(rows.session, "somebody", family, Duty.PREPARE, "desk_review")).done
    assert {found.family for found in done} == {one, two, beside}
    assert (await writes.add(rows.session, "another", family, Duty.DECIDE, "decision")).done == []
    kept = await reads.of(rows.session, "somebody", [one, beside])
    assert sorted((found.duty, found.step) for found in kept) == [("prepare", "acceptance"), ("prepare", "desk_review")]
