"""Whoever takes the place of another has its awards, subjects, breaches and debts counted as its own; nobody else has."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.commands.turns import take_turns, turn_of
from models.queries import annual_run as annual_runs
from models.queries import application as applications
from models.queries import clawback, conduct, receipt, succession
from models.queries import enterprise as enterprise_queries
from models.queries import target as targets
from models.session import Database
from models.tables import Application, Clawback, Commitment, Debarment, Target, TargetBatch
from policy.processes.clawback.lifecycle import PAYING
from policy.succession import Lineage
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.models.succeeding import CODES, enterprises, filing, succeed
from tests.models.succeeding import succession as row
from tests.models.test_caps import application, counted, database
from tests.models.test_same_subject import BANK, paid
from tests.policy.baselines import WAN, judge

__all__ = ["database"]
A, B, C, D, E, STRANGER = CODES
# A and D were merged into B, B into C, and E into D before that.
CHAIN = ((A, B), (D, B), (B, C), (E, D))
BARRED_ON, UNTIL = date(2026, 3, 9), date(2027, 3, 8)
ALL = tuple(sorted((A, B, C, D, E)))


@pytest.fixture
async def chain(database: Database) -> Database:
    await enterprises(database, *CODES)
    await succeed(database, *CHAIN)
    return database


async def lineage(database: Database, uscc: str) -> Lineage:
    async with database.reading() as session:
        return await succession.lineage(session, uscc)


@pytest.mark.parametrize("uscc", ALL)
async def test_everybody_along_a_chain_counts_as_one_and_the_last_stands_for_all(chain: Database, uscc: str) -> None:
    found = await lineage(chain, uscc)
    assert (found.family, found.current) == (ALL, C)


@pytest.mark.parametrize(
    ("uscc", "predecessors"), [(A, ()), (E, ()), (D, (E,)), (B, (A, D, E)), (C, (A, B, D, E)), (STRANGER, ())], ids=str
)
async def test_enterprise_speaks_for_those_before_it_and_none_beside_or_after(
    chain: Database, uscc: str, predecessors: tuple[str, ...]
) -> None:
    assert (await lineage(chain, uscc)).predecessors == tuple(sorted(predecessors))


async def test_enterprise_stands_alone_when_nobody_took_its_place(chain: Database) -> None:
    found = await lineage(chain, STRANGER)
    assert (found.family, found.current) == ((STRANGER,), STRANGER)


async def test_everybody_before_some_enterprises_is_found_with_the_one_it_leads_to(chain: Database) -> None:
    async with chain.reading() as session:
        assert await succession.heirs(session, [C, STRANGER]) == dict.fromkeys((A, B, D, E), C)
        assert await succession.heirs(session, [D]) == {}
        assert await succession.heirs(session, [B, C]) == dict.fromkeys((A, B, D, E), C)
        assert await succession.heirs_between(session, STRANGER, STRANGER) == {}
        assert await succession.heirs_between(session, A, STRANGER) == dict.fromkeys((A, B, D, E), C)


async def test_family_is_found_by_indexes_however_many_successions_there_are(chain: Database) -> None:
    async with chain.writing() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        dialect = (await session.connection()).dialect
        query = succession.LINEAGE.params(uscc=A).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        plan = "\n".join(line[0] for line in await session.execute(text(f"EXPLAIN {query}")))
    assert "Seq Scan" not in plan
    assert "ix_successions_successor_uscc" in plan
    assert "pk_successions" in plan


@pytest.mark.parametrize(("predecessor", "successor"), [(A, A), (A, STRANGER)])
async def test_succession_of_oneself_and_a_second_one_are_not_kept(chain: Database, predecessor: str, successor: str) -> None:
    with pytest.raises(IntegrityError):
        await succeed(chain, (predecessor, successor))


@pytest.mark.parametrize("same", ["filed_by", "checked_by"])
async def test_succession_is_not_kept_when_one_person_did_two_of_the_steps(chain: Database, same: str) -> None:
    filed = filing(STRANGER, C)
    twice = row(filed)
    setattr(twice, same, twice.approved_by)
    async with chain.writing() as session:
        session.add(filed)
    with pytest.raises(IntegrityError, match="three_people"):
        async with chain.writing() as session:
            session.add(twice)


@pytest.mark.parametrize("statement", ["UPDATE successions SET paper = '另一份'", "DELETE FROM successions"])
async def test_succession_is_never_changed(chain: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with chain.writing() as session:
            await session.execute(text(statement))


# -- caps -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ways", [((CHENXIN, YUNHENG),), ((CHENXIN, A), (A, YUNHENG)), ((YUNHENG, CHENXIN),)])
@pytest.mark.parametrize("code", ["plan-rent", "core-technology", "first-set", "rd-growth", "relocation-equipment"])
async def test_award_of_the_other_counts_towards_the_cap_when_one_took_the_place_of_the_other(
    database: Database, code: str, ways: tuple[tuple[str, str], ...]
) -> None:
    await enterprises(database, A)
    await succeed(database, *ways)
    assert await counted(database, application(code, uscc=YUNHENG), application(code, 7 * WAN + 1, uscc=CHENXIN)) == 7 * WAN + 1


async def test_award_of_another_does_not_count_when_only_somebody_elses_place_was_taken(database: Database) -> None:
    await enterprises(database, A)
    await succeed(database, (A, YUNHENG))
    assert await counted(database, application("plan-rent", uscc=YUNHENG), application("plan-rent", 7, uscc=CHENXIN)) == 0


@pytest.mark.parametrize(("over_fen", "cut_fen"), [(-1, 0), (0, 0), (1, 1)])
async def test_award_is_cut_to_what_the_predecessor_left_of_the_cap(database: Database, over_fen: int, cut_fen: int) -> None:
    await succeed(database, (CHENXIN, YUNHENG))
    asked = judge("rd-growth")
    left_fen, cap_fen = asked.award_fen or 0, 300 * WAN
    earlier = application("rd-growth", cap_fen - left_fen + over_fen, uscc=CHENXIN, year=2025)
    used_fen = await counted(database, application("rd-growth", uscc=YUNHENG, year=2025), earlier)
    assert judge("rd-growth", cap_used_fen=used_fen).award_fen == left_fen - cut_fen


# -- subjects ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["relocation-equipment", "talent-startup", "core-technology", "first-above-scale", "science-award", "loan-interest"]
)
async def test_award_for_the_same_subject_counts_when_it_was_the_predecessors(database: Database, code: str) -> None:
    await succeed(database, (CHENXIN, YUNHENG))
    assert await paid(database, application(code, uscc=YUNHENG), application(code, 30 * WAN, uscc=CHENXIN)) == 30 * WAN


@pytest.mark.parametrize(("code", "other"), [("talent-startup", {"project_no": "T-2"}), ("core-technology", {"project_no": "BCX-2"})])
async def test_award_for_another_subject_of_the_predecessor_does_not_count(database: Database, code: str, other: dict[str, Any]) -> None:
    await succeed(database, (CHENXIN, YUNHENG))
    assert await paid(database, application(code, uscc=YUNHENG), application(code, 30 * WAN, uscc=CHENXIN, **other)) == 0


async def test_second_loan_application_for_the_same_days_is_found_when_the_first_is_the_predecessors(database: Database) -> None:
    await succeed(database, (CHENXIN, YUNHENG))
    first, second = (application("loan-interest", uscc=uscc, **BANK) for uscc in (CHENXIN, YUNHENG))
    async with database.writing() as session:
        session.add_all([first, second])
        await session.flush()
        found = await applications.own_for_same_days(session, second)
    assert found is not None
    assert found.number == first.number


async def test_members_predecessor_counts_in_an_annual_run(database: Database) -> None:
    await succeed(database, (CHENXIN, YUNHENG))
    mine = application("rd-growth", 5 * WAN, uscc=CHENXIN, year=2025)
    about = application("rd-growth", uscc=YUNHENG, year=2025).subject or ""
    async with database.writing() as session:
        session.add(mine)
        await session.flush()
        found = await annual_runs.earlier(session, "rd-growth", {YUNHENG: about}, 2025, "year")
    assert found == {YUNHENG: annual_runs.Earlier(paid_fen=5 * WAN, cap_fen=5 * WAN)}


@pytest.mark.parametrize(
    ("set_fen", "expected"),
    [
        ({}, {}),
        ({A: 3}, {A: 3, C: 3}),
        ({A: 3, E: 40}, {A: 3, E: 40, C: 43}),
        ({A: 3, C: 500}, {A: 3, C: 500}),
        ({STRANGER: 7}, {STRANGER: 7}),
    ],
)
async def test_target_of_whoever_took_others_places_is_the_sum_of_theirs_unless_it_has_its_own(
    chain: Database, set_fen: dict[str, int], expected: dict[str, int]
) -> None:
    batch = TargetBatch(item_code="rd-growth", year=2025, document_no="1号", size=1, entered_by="officer-sti-1")
    async with chain.writing() as session:
        session.add(batch)
        await session.flush()
        session.add_all(Target(batch_id=batch.id, uscc=uscc, target_fen=fen) for uscc, fen in set_fen.items())
        await session.flush()
        assert await targets.of_batches(session, [str(batch.id)], A, STRANGER) == expected
        assert await targets.of_batches(session, [str(batch.id)], C, C) == {uscc: fen for uscc, fen in expected.items() if uscc == C}
        of_one = await targets.set_for(session, [str(batch.id)], C)
        batches = [{"id": str(batch.id), "document_no": "1号"}]
        assert of_one == ({"target_fen": expected[C], "batches": batches} if C in expected else None)


# -- conduct ----------------------------------------------------------------------------------------------------------------------------


async def in_breach(database: Database, uscc: str) -> None:
    async with database.writing() as session:
        session.add(Commitment(number=uscc, department="sti", created_by="system", enterprise_uscc=uscc, stage="hearing"))


async def owing(database: Database, uscc: str) -> None:
    paid_out = application("science-award", 10 * WAN, uscc=uscc)
    async with database.writing() as session:
        session.add(paid_out)
        await session.flush()
        session.add(demand(paid_out))


def demand(award: Application) -> Clawback:
    return Clawback(
        number="CB-1",
        item_code=award.item_code,
        department=award.department,
        created_by="officer-sti-1",
        stage=PAYING[0],
        application_id=award.id,
        enterprise_uscc=award.enterprise_uscc,
        cause="breach",
        reckoning={},
        amount_fen=10 * WAN,
        asked_by="officer-sti-1",
        request_key=str(uuid.uuid4()),
    )


async def barred(database: Database, uscc: str, **changes: Any) -> None:
    """Bar an enterprise whose debt is settled, from a day to another."""
    award = application("science-award", 10 * WAN, uscc=uscc)
    async with database.writing() as session:
        session.add(award)
        await session.flush()
        debt = demand(award)
        debt.stage, debt.cause = "settled", "fraud"
        session.add(debt)
        await session.flush()
        given = {"stage": "barred", "barred_on": BARRED_ON, "until": UNTIL, "told_at": datetime.now(UTC)} | changes
        own = {"number": "DB-1", "item_code": award.item_code, "department": "sti", "created_by": "system"}
        session.add(Debarment(**own, clawback_id=debt.id, enterprise_uscc=uscc, **given))


@pytest.mark.parametrize(
    ("on", "well"),
    [
        (BARRED_ON - timedelta(days=1), True),
        (BARRED_ON, False),
        (BARRED_ON + timedelta(days=1), False),
        (UNTIL - timedelta(days=1), False),
        (UNTIL, False),
        (UNTIL + timedelta(days=1), True),
    ],
    ids=str,
)
async def test_enterprise_and_its_successor_are_barred_from_the_first_day_to_the_last(
    database: Database,
    on: date,
    well: bool,  # noqa: FBT001 - a parameter
) -> None:
    await barred(database, CHENXIN)
    await succeed(database, (CHENXIN, YUNHENG))
    async with database.reading() as session:
        for uscc in (CHENXIN, YUNHENG):
            assert await conduct.is_in_good_standing(session, uscc, on) is well
            expected = () if well else ({"number": "DB-1", "until": UNTIL.isoformat()},)
            assert (await conduct.of(session, uscc, on)).barred == expected


@pytest.mark.parametrize("stage", ["draft", "lifted", "ended"])
async def test_bar_that_is_over_or_nobody_asked_for_bars_nobody(database: Database, stage: str) -> None:
    await barred(database, CHENXIN, stage=stage)
    async with database.reading() as session:
        assert await conduct.is_in_good_standing(session, CHENXIN, BARRED_ON)


@pytest.mark.parametrize("stage", ["proposal", "hearing", "decision"])
async def test_new_awards_wait_when_it_is_not_decided_whether_an_enterprise_or_its_predecessor_is_barred(
    database: Database, stage: str
) -> None:
    await barred(database, CHENXIN, stage=stage, barred_on=None)
    await succeed(database, (CHENXIN, YUNHENG))
    async with database.reading() as session:
        for uscc in (CHENXIN, YUNHENG):
            found = await conduct.of(session, uscc, BARRED_ON)
            assert (found.undecided, found.barred_until) == (("DB-1",), None)
            assert not await conduct.is_in_good_standing(session, uscc, BARRED_ON)


@pytest.mark.parametrize("what", [in_breach, owing, barred])
async def test_successor_is_in_no_good_standing_when_its_predecessor_is_not(database: Database, what: Any) -> None:
    await what(database, CHENXIN)
    async with database.reading() as session:
        assert await conduct.is_in_good_standing(session, YUNHENG, BARRED_ON)
    await succeed(database, (CHENXIN, YUNHENG))
    async with database.reading() as session:
        assert not await conduct.is_in_good_standing(session, YUNHENG, BARRED_ON)


async def test_debts_of_the_predecessor_are_among_those_the_successor_pays_on(database: Database) -> None:
    await owing(database, CHENXIN)
    await succeed(database, (CHENXIN, YUNHENG))
    async with database.reading() as session:
        assert [debt.number for debt in await receipt.debts_of(session, YUNHENG)] == ["CB-1"]
        assert await clawback.open_of_enterprise(session, YUNHENG) == ["CB-1"]
        assert await succession.are_one(session, CHENXIN, YUNHENG)


async def test_lineage_is_read_anew_when_the_transaction_has_waited_for_its_turn(database: Database) -> None:
    async with database.writing() as session:
        assert await succession.current(session, CHENXIN) == CHENXIN
        await succeed(database, (CHENXIN, YUNHENG))
        assert await succession.current(session, CHENXIN) == CHENXIN
        await take_turns(session, turn_of(CHENXIN))
        assert await succession.current(session, CHENXIN) == YUNHENG


async def test_enterprise_is_read_anew_when_the_transaction_has_waited_for_its_turn(database: Database) -> None:
    async with database.writing() as session:
        before = (await enterprise_queries.current(session, CHENXIN)).name
        async with database.writing() as other:
            (await enterprise_queries.of(other, CHENXIN)).name = "亦庄辰芯（更名）"
        assert (await enterprise_queries.current(session, CHENXIN)).name == before
        await take_turns(session, turn_of(CHENXIN))
        assert (await enterprise_queries.current(session, CHENXIN)).name == "亦庄辰芯（更名）"


async def test_what_a_transaction_has_changed_of_an_enterprise_stays_when_its_family_is_read(database: Database) -> None:
    async with database.writing() as session:
        (await enterprise_queries.of(session, CHENXIN)).name = "亦庄辰芯（更名）"
        with session.no_autoflush:
            assert (await enterprise_queries.current(session, CHENXIN)).name == "亦庄辰芯（更名）"
