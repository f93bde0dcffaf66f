"""Whoever reviews or decides is told of what was demanded back for the same before: under every item, alike, or merely claimed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from models.queries import application as applications
from models.queries.reclaimed import reclaimed_before
from models.session import Database
from models.tables import Application, LikenessAnswer
from policy.folding import fold_number
from policy.judging.catalogue import ITEMS
from policy.judging.likeness import look_alike
from policy.language.parameters import CAUSES
from policy.processes.application.reclaimed import EQUAL, SAID_SAME, Reclaimed
from policy.text import Text
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.models.succeeding import succeed
from tests.models.test_caps import application, database
from tests.models.test_closed_subjects import DEMAND, demanded
from tests.policy.baselines import WAN
from tests.policy.test_likeness import ALIKE, APART, NUMBER, OF_ANYBODY
from tests.policy.test_subjects import NUMBERED, SPELLINGS, WRITTEN, facts, number_of

__all__ = ["database"]
CODES = [code for code, item in ITEMS.items() if item.identifier and item.identifier.typed]
TYPED = pytest.mark.parametrize("code", CODES)


def numbered(code: str, number: str, award_fen: int | None = None, *, uscc: str = CHENXIN, **changes: Any) -> Application:
    """Return an application for what a number stands for, with its issuer; one with an award is paid."""
    return application(code, award_fen, uscc=uscc, **facts(code, **{number_of(ITEMS[code]): number}, **changes))


async def told(
    database: Database, asked: Application, award: Application, *, said: bool | None = None, cause: str = "error", stage: str = "settled"
) -> Sequence[Reclaimed]:
    """Return what is told of an application where an earlier award was demanded back, and where an officer said what both are."""
    async with database.writing() as session:
        session.add_all([asked, award])
        await session.flush()
        session.add(demanded(award, cause, stage))
        if said is not None:
            subjects = {"subject": asked.subject or "", "other_subject": award.subject}
            answered = {"same": said, "reason": "已核对原件", "answered_by": "officer-sti-1"}
            session.add(LikenessAnswer(application_id=asked.id, other_id=award.id, **subjects, **answered))
    async with database.reading() as session:
        return await reclaimed_before(session, await applications.of(session, asked.id))


async def why(database: Database, asked: Application, award: Application, **given: Any) -> list[Text]:
    """Return how what is told of is for the same."""
    return [found.why for found in await told(database, asked, award, **given)]


@NUMBERED
async def test_award_is_told_of_when_its_number_is_equal_however_it_is_spelt(database: Database, code: str) -> None:
    assert await why(database, numbered(code, SPELLINGS[0]), numbered(code, WRITTEN, WAN)) == [EQUAL]


@pytest.mark.parametrize(("code", "written"), [*((code, ALIKE[0]) for code in CODES), *(("science-award", one) for one in ALIKE[1:])])
async def test_award_is_told_of_when_its_number_looks_alike(database: Database, code: str, written: str) -> None:
    looks = look_alike(fold_number(written), fold_number(NUMBER))
    assert looks
    assert await why(database, numbered(code, written), numbered(code, NUMBER, WAN)) == [looks]


@NUMBERED
async def test_nothing_is_told_when_a_number_is_another(database: Database, code: str) -> None:
    assert not await told(database, numbered(code, APART[0]), numbered(code, NUMBER, WAN))


@pytest.mark.parametrize(
    ("code", "number"), [*((code, NUMBER) for code in CODES), ("science-award", ALIKE[0]), ("loan-interest", ALIKE[0])]
)
async def test_award_is_told_of_when_a_number_is_merely_claimed(database: Database, code: str, number: str) -> None:
    asked = numbered(code, number)
    asked.claims, asked.facts, asked.subject = asked.facts, {}, None
    looks = EQUAL if number == NUMBER else look_alike(fold_number(number), fold_number(NUMBER))
    assert await why(database, asked, numbered(code, NUMBER, WAN)) == [looks]


@TYPED
async def test_number_that_was_found_stands_over_the_one_that_was_claimed(database: Database, code: str) -> None:
    asked = numbered(code, APART[0])
    asked.claims = {number_of(ITEMS[code]): NUMBER}
    assert not await told(database, asked, numbered(code, NUMBER, WAN))


@pytest.mark.parametrize(("said", "expected"), [(None, []), (True, [SAID_SAME])])
@pytest.mark.parametrize("code", OF_ANYBODY)
async def test_award_of_another_beneficiary_is_told_of_only_when_an_officer_said_that_it_is_the_same(
    database: Database, code: str, *, said: bool | None, expected: list[Text]
) -> None:
    assert await why(database, numbered(code, NUMBER), numbered(code, NUMBER, WAN, uscc=YUNHENG), said=said) == expected


@pytest.mark.parametrize("code", ["challenge-post-grant", "scenario-project", "state-project-match"])
async def test_award_of_another_beneficiary_is_told_of_when_a_register_keeps_its_number(database: Database, code: str) -> None:
    assert await why(database, numbered(code, NUMBER), numbered(code, NUMBER, WAN, uscc=YUNHENG)) == [EQUAL]


@TYPED
async def test_award_of_the_predecessor_is_told_of_when_its_successor_applies(database: Database, code: str) -> None:
    await succeed(database, (YUNHENG, CHENXIN))
    assert await why(database, numbered(code, NUMBER), numbered(code, NUMBER, WAN, uscc=YUNHENG)) == [EQUAL]


@pytest.mark.parametrize(("said", "expected"), [(True, [SAID_SAME]), (False, [])])
@pytest.mark.parametrize("code", ["science-award", "loan-interest", "relocation-equipment"])
async def test_officer_who_said_what_a_number_that_looks_alike_is_is_heard(
    database: Database, code: str, *, said: bool, expected: list[Text]
) -> None:
    assert await why(database, numbered(code, ALIKE[0]), numbered(code, NUMBER, WAN), said=said) == expected


@pytest.mark.parametrize("code", ["national-mission", "mega-project", "relocation-equipment", "talent-startup"])
@pytest.mark.parametrize(("uscc", "times"), [(CHENXIN, 1), (YUNHENG, 0)])
async def test_award_under_another_item_is_told_of_when_one_beneficiary_names_one_project(
    database: Database, code: str, uscc: str, times: int
) -> None:
    found = await why(database, numbered("core-technology", NUMBER), numbered(code, NUMBER, WAN, uscc=uscc))
    assert [text.zh for text in found] == ["编号相同，按另一事项申请"] * times


@pytest.mark.parametrize(("first", "second"), [("loan-interest", "plan-interest"), ("plan-interest", "loan-interest")])
@pytest.mark.parametrize(("period", "expected"), [("2025-06-30/2025-12-31", [EQUAL]), ("2025-07-01/2025-12-31", [])])
async def test_interest_is_told_of_under_either_clause_when_days_are_shared(
    database: Database, first: str, second: str, period: str, expected: list[Text]
) -> None:
    earlier = numbered(first, NUMBER, WAN, period="2025-01-01/2025-06-30")
    assert await why(database, numbered(second, NUMBER, period=period), earlier) == expected


@pytest.mark.parametrize(("year", "expected"), [(2025, [EQUAL]), (2024, [])])
@pytest.mark.parametrize("code", ["rd-growth", "plan-rent", "plan-talent", "tech-transfer", "public-platform", "national-platform"])
async def test_award_without_a_number_is_told_of_when_it_is_of_the_same_year(
    database: Database, code: str, year: int, expected: list[Text]
) -> None:
    assert await why(database, application(code, year=2025), application(code, WAN, year=year)) == expected


@pytest.mark.parametrize(
    ("stage", "times"),
    [("draft", 0), ("proposed", 1), ("noticed", 1), ("arrears", 1), ("settled", 1), ("waived", 1), ("closed", 1), ("cancelled", 0)],
)
async def test_award_is_told_of_unless_its_demand_was_never_made_or_fell_away(database: Database, stage: str, times: int) -> None:
    found = await told(database, numbered("science-award", NUMBER), numbered("science-award", NUMBER, WAN), stage=stage)
    assert [one.clawback for one in found] == [DEMAND] * times


@pytest.mark.parametrize("cause", CAUSES)
async def test_notice_says_which_award_and_why_it_was_demanded_back(database: Database, cause: str) -> None:
    award = numbered("science-award", NUMBER, WAN)
    [found] = await told(database, numbered("science-award", NUMBER), award, cause=cause)
    assert (found.award, found.cause, found.amount_fen, found.repaid_fen) == (award.number, cause, WAN, 0)
    said = found.notice()
    assert f"此前已由{award.number}获得支持（编号相同），因{CAUSES[cause].zh}被追回1万元（{DEMAND}，已结清，已退缴0元）" in said.zh
    assert f"10,000 yuan of it were demanded back for {CAUSES[cause].en} ({DEMAND}, Settled, 0 yuan repaid)" in said.en


CLOSED = "该支持对象不再给予支持"


@pytest.mark.parametrize("cause", CAUSES)
async def test_notice_asks_for_a_refusal_when_the_same_was_got_by_fraud(database: Database, cause: str) -> None:
    [found] = await told(database, numbered("science-award", NUMBER), numbered("science-award", NUMBER, WAN), cause=cause)
    said = found.notice()
    is_closed = cause == "fraud"
    assert (CLOSED in said.zh, "是否仍然存在" in said.zh) == (is_closed, not is_closed)
    assert ("cannot be approved" in said.en, "is still there" in said.en) == (is_closed, not is_closed)


@pytest.mark.parametrize(
    ("stage", "is_closed"),
    [
        ("proposed", False),
        ("noticed", False),
        ("objection", False),
        ("arrears", True),
        ("settled", True),
        ("waived", True),
        ("closed", True),
    ],
)
async def test_subject_is_told_to_be_closed_once_nobody_may_object_to_the_demand(
    database: Database, stage: str, *, is_closed: bool
) -> None:
    award = numbered("science-award", NUMBER, WAN)
    [found] = await told(database, numbered("science-award", NUMBER), award, cause="fraud", stage=stage)
    assert (found.is_closed, CLOSED in found.notice().zh) == (is_closed, is_closed)


@pytest.mark.parametrize(("said", "is_closed"), [(None, False), (True, True)])
async def test_subject_is_told_to_be_closed_when_an_officer_said_that_its_number_is_the_same(
    database: Database, *, said: bool | None, is_closed: bool
) -> None:
    award = numbered("science-award", NUMBER, WAN)
    [found] = await told(database, numbered("science-award", ALIKE[0]), award, said=said, cause="fraud")
    assert found.is_closed is is_closed


async def test_subject_is_told_to_be_closed_when_an_officer_said_that_another_beneficiary_got_the_same_by_fraud(database: Database) -> None:
    award = numbered("science-award", NUMBER, WAN, uscc=YUNHENG)
    [found] = await told(database, numbered("science-award", NUMBER), award, said=True, cause="fraud")
    assert (found.why, found.is_closed) == (SAID_SAME, True)


async def test_subject_is_not_closed_by_what_another_beneficiary_got_by_fraud(database: Database) -> None:
    award = numbered("state-project-match", NUMBER, WAN, uscc=YUNHENG)
    [found] = await told(database, numbered("state-project-match", NUMBER), award, cause="fraud")
    assert (found.why, found.is_closed) == (EQUAL, False)
