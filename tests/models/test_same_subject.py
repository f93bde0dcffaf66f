"""What was paid for the same, under any spelling and item, by days, and by what an officer said; and what looks alike, by its keys."""

from __future__ import annotations

from typing import Any

import pytest

from activities.application.earlier import earlier_awards
from models.commands.likeness import keep_keys
from models.queries import application as applications
from models.queries import likeness
from models.session import Database
from models.tables import Application, LikenessAnswer
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.models.test_caps import application, database
from tests.policy.baselines import WAN
from tests.policy.test_likeness import ALIKE, APART, NUMBER, PADDED
from tests.policy.test_subjects import SPELLINGS, WRITTEN

__all__ = ["database"]
BANK: dict[str, Any] = {"bank": "演示银行亦庄支行"}


async def paid(database: Database, asked: Application, *earlier: Application) -> int:
    async with database.writing() as session:
        session.add_all([asked, *earlier])
        await session.flush()
        return sum(award.standing_fen for award in (await earlier_awards(session, asked)).for_subject)


@pytest.mark.parametrize("written", SPELLINGS)
async def test_award_counts_however_its_number_is_spelt(database: Database, written: str) -> None:
    earlier = application("science-award", 30 * WAN, certificate_no=written)
    assert await paid(database, application("science-award", certificate_no=WRITTEN), earlier) == 30 * WAN


@pytest.mark.parametrize("code", ["science-award", "innovation-centre", "tech-insurance", "first-set", "patent-pool"])
async def test_award_of_another_beneficiary_does_not_count_when_its_number_is_equal(database: Database, code: str) -> None:
    asked, other = application(code), application(code, 30 * WAN, uscc=YUNHENG)
    assert asked.subject == other.subject
    assert await paid(database, asked, other) == 0


async def test_award_of_another_beneficiary_counts_when_a_register_keeps_the_number(database: Database) -> None:
    asked, other = application("state-project-match"), application("state-project-match", 30 * WAN, uscc=YUNHENG)
    assert await paid(database, asked, other) == 30 * WAN


@pytest.mark.parametrize("same", [True, False])
async def test_award_of_another_beneficiary_counts_as_an_officer_said_when_its_number_is_equal(database: Database, *, same: bool) -> None:
    asked, other = application("science-award"), application("science-award", 30 * WAN, uscc=YUNHENG)
    async with database.writing() as session:
        session.add_all([asked, other])
        await session.flush()
        subjects = {"subject": asked.subject, "other_subject": other.subject}
        session.add(
            LikenessAnswer(application_id=asked.id, other_id=other.id, same=same, reason="原件", answered_by="officer-1", **subjects)
        )
    assert await paid(database, asked) == (30 * WAN if same else 0)
    async with database.reading() as session:
        assert [award.id for award in (await earlier_awards(session, asked)).under_cap] == ([other.id] if same else [])


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("science-award", {"prize": "beijing_sci_tech_progress"}),
        ("relocation-equipment", {"uscc": YUNHENG}),
        ("talent-startup", {"uscc": YUNHENG}),
        ("core-technology", {"uscc": YUNHENG}),
        ("loan-interest", BANK),
        ("innovation-centre", {"level": "municipal"}),
    ],
)
async def test_award_of_another_issuer_or_beneficiary_does_not_count(database: Database, code: str, other: dict[str, Any]) -> None:
    assert await paid(database, application(code), application(code, WAN, **other)) == 0


@pytest.mark.parametrize(
    ("period", "counted"),
    [
        ("2025-01-01/2025-06-30", True),
        ("2025-06-30/2025-09-30", True),
        ("2024-10-01/2025-01-01", True),
        ("2025-07-01/2025-12-31", False),
        ("2024-07-01/2024-12-31", False),
    ],
)
@pytest.mark.parametrize(
    ("first", "second"), [("loan-interest", "plan-interest"), ("plan-interest", "loan-interest"), ("loan-interest",) * 2]
)
async def test_interest_counts_once_under_both_clauses_when_days_are_shared(
    database: Database, first: str, second: str, period: str, *, counted: bool
) -> None:
    earlier = application(first, 250 * WAN, loan_no="HT〔2025〕7号", period=period, **BANK)
    asked = application(second, loan_no="ht[2025] 7号", period="2025-01-01/2025-06-30", **BANK)
    assert await paid(database, asked, earlier) == (250 * WAN if counted else 0)


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("turned", [True, False])
async def test_award_counts_for_both_when_an_officer_said_that_they_are_the_same(database: Database, *, same: bool, turned: bool) -> None:
    one = application("science-award", 30 * WAN, certificate_no="京科2026-1")
    other = application("science-award", 50 * WAN, uscc=YUNHENG, certificate_no="京科2026-l")
    async with database.writing() as session:
        session.add_all([one, other])
        await session.flush()
        first, second = (other, one) if turned else (one, other)
        said = {
            "subject": first.subject,
            "other_subject": second.subject,
            "same": same,
            "reason": "同一证书",
            "answered_by": "officer-sti-1",
        }
        session.add(LikenessAnswer(application_id=first.id, other_id=second.id, **said))
        await session.flush()
        assert sum(award.standing_fen for award in (await earlier_awards(session, one)).for_subject) == (50 * WAN if same else 0)
        assert sum(award.standing_fen for award in (await earlier_awards(session, other)).for_subject) == (30 * WAN if same else 0)
        one.subject = "prize/another"
        await session.flush()
        assert sum(award.standing_fen for award in (await earlier_awards(session, one)).for_subject) == 0


async def looked_up(database: Database, asked: Application, *others: Application) -> int:
    async with database.writing() as session:
        session.add_all([asked, *others])
        await session.flush()
        for one in (asked, *others):
            assert one.identity
            await keep_keys(session, one, one.identity)
        assert asked.identity
        return len(await likeness.alike(session, asked, asked.identity, applications.OVER))


@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize("written", ALIKE)
async def test_number_that_looks_alike_is_looked_up_whichever_came_first(database: Database, written: str, *, turned: bool) -> None:
    one, other = (written, NUMBER) if turned else (NUMBER, written)
    pair = [application("first-set", recognition_no=number, uscc=uscc) for number, uscc in ((one, CHENXIN), (other, YUNHENG))]
    assert await looked_up(database, *pair) == 1


@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize("pair", PADDED)
async def test_number_is_looked_up_when_it_differs_in_leading_zeros(database: Database, pair: tuple[str, str], *, turned: bool) -> None:
    one, other = reversed(pair) if turned else pair
    found = [application("first-set", recognition_no=number, uscc=uscc) for number, uscc in ((one, CHENXIN), (other, YUNHENG))]
    assert await looked_up(database, *found) == 1


@pytest.mark.parametrize("written", [*APART, "999"])
async def test_number_that_is_another_is_not_looked_up(database: Database, written: str) -> None:
    assert (
        await looked_up(database, application("first-set", recognition_no=NUMBER), application("first-set", 1, recognition_no=written)) == 0
    )


@pytest.mark.parametrize("changes", [{"stage": "draft"}, {"stage": "refused"}, {"stage": "withdrawn"}])
async def test_number_of_an_application_that_is_over_is_not_looked_up(database: Database, changes: dict[str, Any]) -> None:
    other = application("first-set", recognition_no=NUMBER)
    other.stage = changes["stage"]
    assert await looked_up(database, application("first-set", recognition_no=NUMBER), other) == 0


async def test_keys_are_those_of_the_number_that_stands(database: Database) -> None:
    one, other = application("first-set", recognition_no=NUMBER), application("first-set", recognition_no=NUMBER)
    assert await looked_up(database, one, other) == 1
    async with database.writing() as session:
        changed = await applications.of(session, other.id)
        changed.facts = changed.facts | {"recognition_no": "另一编号"}
        assert changed.identity
        await keep_keys(session, changed, changed.identity)
        assert one.identity
        assert not await likeness.alike(session, one, one.identity, applications.OVER)
