"""What is read of stored cases is judged as a recomputation judges each, and reading writes nothing."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from models.commands import what_if as commands
from models.queries import what_if as queries
from models.queries import what_if_population as populations
from models.session import Database, Session
from models.tables import Verification
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.language.facts import Kind
from policy.language.items import OUTCOMES, Outcome
from policy.what_if.judging import NOT_JUDGED, judged
from policy.what_if.order import parse_order, tried
from policy.what_if.population import Population
from tests.models.what_ifs import store
from tests.policy.baselines import WAN, document, rules_of

AWARDED = [code for code, item in ITEMS.items() if item.outcome is Outcome.AWARD]
SERIOUS = {"source": "tax", "on": "2024-05-01", "serious": True}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database of one's own."""
    opened = Database(database_url)
    yield opened
    await opened.close()


async def read(session: Session, code: str) -> tuple[Population, Any]:
    """Read the stored cases of an item."""
    return await populations.cases(session, ITEMS[code], await populations.extract(session, ITEMS[code]))


def varied(code: str) -> list[dict[str, Any]]:
    """Return documents of an item that differ from its baseline in one thing each."""
    one, documents = document(code), [document(code)]
    for fact in ITEMS[code].facts:
        if fact.kind is Kind.FLAG:
            documents.append(one | {fact.code: not one[fact.code]})
        elif fact.kind in {Kind.AMOUNT, Kind.COUNT}:
            documents += [one | {fact.code: value} for value in (0, 1, 999_999)]
        elif fact.kind is Kind.CHOICE:
            documents += [one | {fact.code: option} for option in fact.options]
    documents += [one | {name: 7 * WAN} for name in ("already_paid_fen", "cap_used_fen", "older_policy_fen")]
    documents += [document(code, applicant={name: False}) for name in ("registered_in_area", "taxed_in_area", "statistics_in_area")]
    documents += [document(code, applicant={"type": kind}) for kind in ("enterprise", "university_or_institute", "person")]
    documents += [document(code, subject_closed=closed) for closed in (True, False)]
    documents += [document(code, matter_date=day) for day in ("2022-01-13", "2022-01-14", "2026-03-03")]
    return documents


@pytest.mark.parametrize("code", AWARDED)
async def test_stored_cases_come_to_what_a_recomputation_says_of_each(database: Database, code: str) -> None:
    documents, books = varied(code), [rules_of(code), []]
    async with database.writing() as session:
        stored = [(await store(session, code, one, rules)).id for one in documents for rules in books]
    async with database.snapshot() as session:
        population, keys = await read(session, code)
        rows = [await queries.assessment_of(session, identity) for identity in stored]
    found = judged(population)
    place = {uuid.UUID(bytes=key.tobytes()[:16]): index for index, key in enumerate(keys)}
    assert len(place) == len(stored) == population.rows
    for row in rows:
        result = assess(code, row.facts, row.rules)
        index = place[row.application_id]
        assert OUTCOMES[found.outcome[index]] == result.outcome, row.facts
        assert found.award_fen[index] == (result.award_fen or 0), row.facts


@pytest.mark.parametrize(
    ("on", "applied_on"),
    [
        ("2023-03-02", "2026-03-02"),
        ("2023-03-03", "2026-03-02"),
        ("2026-03-02", "2026-03-02"),
        ("2026-03-03", "2026-03-02"),
        ("2021-02-28", "2024-02-29"),
        ("2021-03-01", "2024-02-29"),
    ],
)
async def test_a_serious_record_counts_on_the_days_on_which_an_assessment_counts_it(database: Database, on: str, applied_on: str) -> None:
    one = document("talent-startup", applicant={"records": [SERIOUS | {"on": on}]}, application_date=applied_on, matter_date="2023-12-31")
    async with database.writing() as session:
        await store(session, "talent-startup", one, [])
    async with database.snapshot() as session:
        population, _ = await read(session, "talent-startup")
    assert OUTCOMES[judged(population).outcome[0]] == assess("talent-startup", one, []).outcome


def test_facts_are_taken_out_by_every_process_when_none_is_a_query_of_its_own() -> None:
    assert not [how for item in ITEMS.values() for _, how in populations._of_case(item).values() if "SELECT" in how]


async def test_the_last_assessment_of_a_case_counts_when_it_has_several(database: Database) -> None:
    async with database.writing() as session:
        for times in (3, 1, 2):
            await store(session, "talent-startup", document("talent-startup"), [], times=times)
    async with database.snapshot() as session:
        population, keys = await read(session, "talent-startup")
    assert (population.rows, len(keys)) == (3, 3)
    assert judged(population).awarded.all()


async def unassessed(database: Database, stage: str, *, verified: bool = True, **changes: Any) -> uuid.UUID:
    """Keep a case that came to no assessment, with what was handed in and what the sources said."""
    one = document("talent-startup", **changes)
    own = {name: one.pop(name) for name in ("applicant", "application_date", "matter_date")}
    async with database.writing() as session:
        case = await store(session, "talent-startup", one, [], times=0)
        case.stage, case.claims, case.matter_date = stage, one, date.fromisoformat(own["matter_date"])
        case.submitted_at = None if stage == "draft" else datetime.fromisoformat(f"{own['application_date']}T04:00:00Z")
        if verified:
            session.add(Verification(application_id=case.id, applicant=own["applicant"], answers={}, failures=[]))
    return case.id


async def outcomes(database: Database, **change: Any) -> dict[str, Any]:
    """Try a change on the stored cases."""
    order = parse_order({"item": "talent-startup", "against": "cases", "change": {"waived": ["no_serious_record"], **change}})
    async with database.snapshot() as session:
        population, _ = await read(session, "talent-startup")
    _, found, _ = tried(order, population, order.money({}))
    return found


@pytest.mark.parametrize("stage", ["refused", "rejected", "withdrawn", "review"])
async def test_a_case_without_an_assessment_newly_qualifies_when_what_it_was_refused_for_is_left_away(
    database: Database, stage: str
) -> None:
    await unassessed(database, stage, applicant={"records": [SERIOUS]})
    found = await outcomes(database)
    assert (found["cases"], found["effects"]["newly_qualifies"]["cases"]) == (1, 1)
    assert found["unassessed"] == [{"stage": stage, "cases": 1, "judged": 1}]


@pytest.mark.parametrize("stage", ["refused", "acceptance", "lapsed"])
async def test_a_case_whose_applicant_nobody_looked_at_is_counted_as_not_judged(database: Database, stage: str) -> None:
    await unassessed(database, stage, verified=False)
    async with database.writing() as session:
        await store(session, "talent-startup", document("talent-startup"), [])
    found = await outcomes(database)
    assert (found["cases"], found["judged"], found["effects"]["not_judged"]["cases"]) == (2, 1, 1)
    assert found["unassessed"] == [{"stage": stage, "cases": 1, "judged": 0}]
    assert found["never_asked"]["registered_in_area"] == 1


@pytest.mark.parametrize("stage", ["draft", "discarded"])
async def test_a_case_that_was_never_handed_in_does_not_count(database: Database, stage: str) -> None:
    await unassessed(database, stage)
    assert (await outcomes(database))["cases"] == 0


async def test_a_case_without_an_assessment_is_judged_as_one_that_has_one(database: Database) -> None:
    documents = varied("talent-startup")
    for one in documents:
        await unassessed(database, "refused", **one)
    async with database.snapshot() as session:
        population, _ = await read(session, "talent-startup")
    found = judged(population)
    awards = sorted(assess("talent-startup", one, []).award_fen or 0 for one in documents)
    assert sorted(found.award_fen.tolist()) == awards


async def test_a_case_of_another_item_does_not_count(database: Database) -> None:
    async with database.writing() as session:
        await store(session, "talent-startup", document("talent-startup"), [])
    async with database.snapshot() as session:
        population, _ = await read(session, "rd-growth")
    assert population.rows == 0
    assert len(judged(population).award_fen) == 0


async def test_a_case_that_was_never_asked_a_fact_is_not_judged(database: Database) -> None:
    async with database.writing() as session:
        for _ in range(2):
            await store(session, "talent-startup", document("talent-startup"), [])
        await session.execute(text("ALTER TABLE assessments DISABLE TRIGGER append_only"))
        await session.execute(
            text("UPDATE assessments SET facts = facts - 'assessed_fen' WHERE id = (SELECT id FROM assessments ORDER BY id LIMIT 1)")
        )
    async with database.snapshot() as session:
        population, _ = await read(session, "talent-startup")
    assert sorted(judged(population).outcome.tolist()) == [NOT_JUDGED, OUTCOMES.index(Outcome.AWARD)]


@pytest.mark.parametrize("statement", ["DELETE FROM cases", "UPDATE enterprises SET name = 'x'", "CREATE TABLE mine (id int)"])
async def test_a_snapshot_writes_nothing(database: Database, statement: str) -> None:
    with pytest.raises(SQLAlchemyError, match="read-only transaction"):
        async with database.snapshot() as session:
            await session.execute(text(statement))


EVER, NEVER = 2**47, 0


async def kept(database: Database, before_ms: int) -> int:
    """Keep what is read of the cases of an item, as far as it was made before a time; return how many rows were kept before."""
    async with database.snapshot() as session:
        taken = await populations.extract(session, ITEMS["talent-startup"])
    async with database.writing() as session:
        await commands.keep_extract(session, "talent-startup", taken, before_ms)
    return taken.held


async def awards(database: Database) -> list[int]:
    async with database.snapshot() as session:
        population, _ = await read(session, "talent-startup")
    return sorted(judged(population).award_fen.tolist())


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the smallest extract too, in parts of two rows."""
    monkeypatch.setattr(commands, "LEAST_KEPT", 1)
    monkeypatch.setattr(commands, "EXTRACT_PART", 2)


@pytest.mark.usefixtures("small")
async def test_the_same_is_read_when_some_of_it_was_kept(database: Database) -> None:
    for more in range(3):
        async with database.writing() as session:
            for number in range(3):
                one = document("talent-startup", assessed_fen=(more * 3 + number + 1) * WAN)
                await store(session, "talent-startup", one, [], times=1 + number % 2)
        assert await awards(database) == [(number + 1) * WAN for number in range(3 * more + 3)]
        assert await kept(database, EVER) == more * 4
    assert await kept(database, EVER) == 12


@pytest.mark.usefixtures("small")
async def test_nothing_is_kept_that_was_made_since(database: Database) -> None:
    async with database.writing() as session:
        await store(session, "talent-startup", document("talent-startup"), [])
    assert [await kept(database, NEVER) for _ in range(2)] == [0, 0]


@pytest.mark.usefixtures("small")
async def test_what_two_keep_at_once_is_kept_once(database: Database) -> None:
    async with database.writing() as session:
        await store(session, "talent-startup", document("talent-startup"), [])
    async with database.snapshot() as session:
        taken = await populations.extract(session, ITEMS["talent-startup"])
    for _ in range(2):
        async with database.writing() as session:
            await commands.keep_extract(session, "talent-startup", taken, EVER)
    assert await kept(database, EVER) == 1
    assert len(await awards(database)) == 1


@pytest.mark.usefixtures("small")
async def test_what_was_taken_out_otherwise_is_taken_out_anew(database: Database) -> None:
    async with database.writing() as session:
        await store(session, "talent-startup", document("talent-startup"), [])
    await kept(database, EVER)
    async with database.writing() as session:
        await session.execute(text("UPDATE what_if_extracts SET layout = 'another', content = ''"))
    assert len(await awards(database)) == 1
    assert [await kept(database, EVER), await kept(database, EVER)] == [0, 1]
