"""What counts towards a cap: the awards of a unit, of a clause, of a year, or of everybody, as the words and the rules have it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from activities.application.earlier import earlier_awards
from models.queries import annual_run as annual_runs
from models.queries import application as applications
from models.session import Database
from models.tables import Application, Enterprise, ImplementingRule
from policy.judging.catalogue import item as item_called
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.policy.baselines import FACTS, WAN

NUMBERS = count(1)


def application(code: str, award_fen: int | None = None, *, uscc: str = CHENXIN, programme_year: int = 2026, **facts: Any) -> Application:
    """Return an application as its submission leaves it; one with an award is paid."""
    item, known = item_called(code), FACTS[code] | facts
    return Application(
        number=f"BDA-2026-{item.clause:02d}-{next(NUMBERS):06d}",
        item_code=code,
        clause=item.clause,
        department=item.departments[0],
        enterprise_uscc=uscc,
        created_by="applicant-chenxin",
        stage="decision" if award_fen is None else "in_force",
        facts=known,
        matter_date=date(programme_year, 1, 15),
        subject=item.subject_of(known, uscc),
        cap_key=item.cap_key_of(known, uscc),
        programme_year=programme_year,
        award_fen=award_fen,
        submitted_at=datetime(programme_year, 3, 2, tzinfo=UTC),
    )


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, pool_size=5)
    async with opened.writing() as session:
        session.add_all(Enterprise(uscc=uscc, name=f"演示{uscc}", kind="enterprise") for uscc in (CHENXIN, YUNHENG))
    yield opened
    await opened.close()


async def counted(database: Database, asked: Application, *earlier: Application, rules: tuple[dict[str, str], ...] = ()) -> int:
    """Return what of earlier awards counts towards the cap of one that is asked for, in fen."""
    async with database.writing() as session:
        session.add_all([asked, *earlier])
        session.add_all(
            ImplementingRule(
                item_code=asked.item_code,
                effective_from=date(2026, 1, 1),
                values=values,
                document_no="演示细则1号",
                entered_by="officer-sti-1",
                approved_by="officer-sti-2",
            )
            for values in rules
        )
        await session.flush()
        return sum(award.standing_fen for award in (await earlier_awards(session, asked)).under_cap)


@pytest.mark.parametrize("asked", ["plan-rent", "plan-interest", "plan-talent"])
async def test_the_three_kinds_of_clause_10_count_together(database: Database, asked: str) -> None:
    earlier = [
        application(code, fen, year=2024, loan_no=f"L-{fen}", period="2024-01-01/2024-06-30")
        for code, fen in (("plan-rent", 1), ("plan-interest", 20), ("plan-talent", 300))
    ]
    others = [application("plan-rent", 4000, uscc=YUNHENG), application("plan-rent", 50_000, programme_year=2025)]
    others += [application("first-set", 600_000)]
    assert await counted(database, application(asked), *earlier, *others) == 321


@pytest.mark.parametrize("project_no", ["BCX-1", "BCX-2"])
@pytest.mark.parametrize("programme_year", [2022, 2025, 2026])
async def test_all_projects_of_a_unit_count_together_over_all_years(database: Database, project_no: str, programme_year: int) -> None:
    earlier = application("core-technology", 700 * WAN, project_no=project_no, programme_year=programme_year)
    another = application("core-technology", 5 * WAN, uscc=YUNHENG, project_no=project_no)
    assert await counted(database, application("core-technology"), earlier, another) == 700 * WAN


@pytest.mark.parametrize(("code", "same"), [("rd-growth", 2025), ("tech-transfer", 2025), ("public-platform", 2025)])
async def test_awards_for_the_same_year_count_whenever_they_were_paid(database: Database, code: str, same: int) -> None:
    earlier = [application(code, 1, year=same, programme_year=2026), application(code, 20, year=same - 1, programme_year=2026)]
    assert await counted(database, application(code, year=same, programme_year=2027), *earlier) == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), 1),
        (({"cap_period": "all_years"},), 1 + 20),
        (({"cap_scope": "programme"},), 1 + 300),
        (({"cap_scope": "programme", "cap_period": "all_years"},), 1 + 20 + 300),
    ],
)
async def test_rule_narrows_the_general_cap_for_matters_since_it_began(
    database: Database, values: tuple[dict[str, str], ...], expected: int
) -> None:
    earlier = [
        application("first-set", 1, recognition_no="F-2"),
        application("first-set", 20, recognition_no="F-3", programme_year=2025),
        application("first-set", 300, recognition_no="F-4", uscc=YUNHENG),
    ]
    assert await counted(database, application("first-set"), *earlier, rules=values) == expected


async def test_rule_does_not_narrow_the_cap_of_a_matter_before_it(database: Database) -> None:
    earlier = [application("first-set", 1, programme_year=2025), application("first-set", 20, programme_year=2024)]
    assert await counted(database, application("first-set", programme_year=2025), *earlier, rules=({"cap_period": "all_years"},)) == 1


async def test_everybodys_awards_of_a_year_count_towards_the_programme(database: Database) -> None:
    earlier = [
        application("patent-pool", 1, pool_no="A"),
        application("patent-pool", 20, pool_no="B", uscc=YUNHENG),
        application("patent-pool", 300, pool_no="C", year=2024),
    ]
    assert await counted(database, application("patent-pool"), *earlier) == 21


async def test_nothing_counts_where_nothing_is_capped(database: Database) -> None:
    assert await counted(database, application("national-mission"), application("national-mission", 100 * WAN)) == 0


@pytest.mark.parametrize(
    ("code", "values", "matter_year", "shared"),
    [
        ("patent-pool", None, 2026, True),
        ("first-set", None, 2026, False),
        ("first-set", {"cap_scope": "programme"}, 2026, True),
        ("first-set", {"cap_scope": "programme"}, 2025, False),
        ("first-set", {"cap_period": "all_years"}, 2026, False),
    ],
)
async def test_ceiling_is_shared_where_the_clause_or_a_rule_of_the_matter_date_has_one_for_everybody(
    database: Database, code: str, values: dict[str, str] | None, matter_year: int, *, shared: bool
) -> None:
    asked = application(code, programme_year=matter_year)
    await counted(database, asked, rules=() if values is None else (values,))
    async with database.reading() as session:
        assert await applications.shares_ceiling(session, asked) is shared


@pytest.mark.parametrize(
    ("recovered_fen", "supplement_fen", "held_fen"), [(0, 0, 200), (50, 0, 150), (200, 0, 0), (0, 30, 230), (200, 30, 30)]
)
async def test_run_counts_of_an_award_what_an_application_counts_of_it(
    database: Database, recovered_fen: int, supplement_fen: int, held_fen: int
) -> None:
    earlier = application("rd-growth", 200, year=2025)
    earlier.paid_fen, earlier.recovered_fen = 200, recovered_fen
    earlier.supplement_fen = earlier.supplement_paid_fen = supplement_fen
    asked = application("rd-growth", year=2025)
    assert await counted(database, asked, earlier) == held_fen
    async with database.writing() as session:
        # The run finds it before there is an application.
        await session.delete(await session.merge(asked))
        await session.flush()
        found = (await annual_runs.earlier(session, "rd-growth", {CHENXIN: str(earlier.subject)}, 2025, "year"))[CHENXIN]
    assert (found.paid_fen, found.cap_fen, found.under_way) == (held_fen, held_fen, None)
