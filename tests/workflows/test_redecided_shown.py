"""What is read of an award that was decided anew: what is due, what was paid, and what comes next."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from api.schemas.application import ApplicationInFull
from api.views import letter
from api.views.application import in_full
from api.views.notice import Changed, changed_since, paper
from api.views.redecision_letter import decided_by
from models.tables import Notice
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.money import in_yuan
from policy.processes.disbursement.steps import UNDER_WAY
from tests.office import APPLICANT, OFFICER, Office
from tests.office.milestones import application_to
from tests.workflows.reclaim import Reclaim, day_of
from tests.workflows.redecisions import FIRST, SECOND, SPECIAL, Anew, anew, paid_anew

DAY = date(2026, 10, 8)


async def read(found: Anew, *, by_enterprise: bool = False) -> ApplicationInFull:
    """Return an award as its clerk reads it, or its enterprise."""
    async with found.office.database.reading() as session:
        return await in_full(session, await found.application(), APPLICANT if by_enterprise else OFFICER, Bodies("", ""))


def begins(found: Anew, due_fen: int) -> str:
    """Return how what comes next begins."""
    return f"经再决定（{found.case.number}），应支持金额为{in_yuan(due_fen).zh}。"


@pytest.mark.parametrize("by_enterprise", [False, True])
async def test_paid_award_is_read_with_what_is_due_when_a_redecision_asks_it_back(skipping: Office, *, by_enterprise: bool) -> None:
    found = await paid_anew(skipping, "other")
    demand = await found.demand()
    shown = await read(found, by_enterprise=by_enterprise)
    assert (shown.award_fen, shown.paid_fen, shown.due_fen) == (SECOND, SECOND, 0)
    assert shown.next_step.zh == begins(found, 0) + "款项已拨付30万元，尚有30万元应予退回，由追回办理。"
    claim = Reclaim(skipping, found.award, demand)
    await claim.accept()
    await demand.reach("repayment")
    await claim.repay(SECOND, await day_of(skipping, demand))
    await demand.reach("settled")
    assert (await read(found, by_enterprise=by_enterprise)).next_step.zh == begins(found, 0) + "款项已全部退回，就该项支持无须再办理。"


async def test_paid_award_is_read_with_its_supplement_when_a_redecision_adds_one(skipping: Office) -> None:
    found = await (await paid_anew(skipping, "first")).on_notice()
    shown = await read(found)
    assert shown.due_fen == FIRST
    assert shown.next_step.zh.startswith(begins(found, FIRST) + "款项已拨付30万元；")
    assert shown.next_step.zh.endswith("拟补充或者增加的支持资金正在公示。")
    await found.clear_notice()
    await found.case.reach("payment")
    await found.case.pay()
    await found.case.reach("supplemented")
    shown = await read(found)
    assert (shown.due_fen, shown.paid_fen + shown.supplement_paid_fen) == (FIRST, FIRST)
    assert shown.next_step.zh.startswith(begins(found, FIRST) + "款项已拨付50万元；签署承诺的单位")


async def test_paid_award_is_read_by_the_last_redecision_when_it_was_decided_anew_twice(skipping: Office) -> None:
    first = await paid_anew(skipping, "special")
    await first.supplement()
    second = await anew(skipping, first.award, {"grade": "first"})
    await second.demand()
    shown = await read(second)
    assert shown.due_fen == FIRST
    assert shown.next_step.zh.startswith(
        begins(second, FIRST) + f"款项已拨付{in_yuan(SPECIAL).zh}，尚有{in_yuan(SPECIAL - FIRST).zh}应予退回，由追回办理；"
    )


async def test_paid_award_is_read_as_due_when_its_demand_was_withdrawn_by_another_redecision(skipping: Office) -> None:
    first = await paid_anew(skipping, "other")
    demand = await first.demand()
    second = await anew(skipping, first.award, {"grade": "second"})
    await second.decide()
    await second.case.reach("relieved")
    await demand.reach("cancelled")
    shown = await read(second)
    assert shown.due_fen == SECOND
    assert shown.next_step.zh.startswith(begins(second, SECOND) + "款项已拨付30万元；签署承诺的单位")


async def papers(found: Anew) -> dict[str, str]:
    """Return by which number the letters of the award and of the re-decision say that they are changed."""
    async with found.office.database.reading() as session:
        shown = {}
        for name, row in (("award", await found.application()), ("redecision", await found.row())):
            for event, issued in await letter.issued(session, row, Bodies("", ""), "zh"):
                if event.event in {"notice_cleared", "redecided"}:
                    shown[name] = issued.replaced_by
        return shown


async def number_of_decision(found: Anew) -> str:
    """Return the number of the letter of a re-decision."""
    async with found.office.database.reading() as session:
        cited = await decided_by(session, found.case.number, Bodies("", ""), "zh")
    assert cited is not None
    return cited.number


async def published(found: Anew) -> list[Changed | None]:
    """Return how the notices of the award are marked, with nothing for what stands as it was published."""
    async with found.office.database.reading() as session:
        rows = (await session.scalars(select(Notice).where(Notice.case_id == found.award.id).order_by(Notice.id))).all()
        marked = await changed_since(session, rows)
        said = [await paper(session, one, "application", Matter("", "", "sti", DAY), DAY, "zh", None, marked.get(one.id)) for one in rows]
    assert ["本公示后，" in one.paragraphs[0] for one in said] == [one.id in marked for one in rows]
    return [marked.get(one.id) for one in rows]


@pytest.mark.parametrize(("grade", "due_fen"), [("other", 0), ("first", FIRST)])
async def test_papers_of_an_award_name_the_redecision_when_it_asks_it_back_or_adds_to_it(
    skipping: Office, grade: str, due_fen: int
) -> None:
    found = await paid_anew(skipping, grade)
    assert ((await papers(found))["award"], await published(found)) == ("", [None])
    await (found.supplement() if due_fen else found.demand())
    assert await papers(found) == {"award": await number_of_decision(found), "redecision": ""}
    assert await published(found) == [Changed(due_fen, found.case.number)]


async def test_papers_name_the_redecision_that_came_next_when_an_award_was_decided_anew_twice(skipping: Office) -> None:
    first = await paid_anew(skipping, "special")
    await first.supplement()
    second = await anew(skipping, first.award, {"grade": "first"})
    await second.demand()
    assert await papers(first) == {"award": await number_of_decision(first), "redecision": await number_of_decision(second)}
    assert await papers(second) == {"award": await number_of_decision(first), "redecision": ""}
    assert await published(second) == [Changed(FIRST, second.case.number)]


async def test_papers_of_an_award_stand_when_its_redecision_is_refused(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await found.hear()
    await found.decide(decision="redecision_refused")
    assert (await papers(found), await published(found)) == ({"award": ""}, [None])


async def test_paid_award_is_read_as_it_was_when_its_redecision_is_not_decided(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await found.case.task("redecision_statement")
    shown = await read(found)
    assert (shown.due_fen, shown.next_step.zh.startswith("款项已拨付；")) == (SECOND, True)


async def test_unpaid_award_is_read_in_the_amount_it_is_paid_in_when_it_was_changed(skipping: Office) -> None:
    found = await anew(skipping, await application_to("payment", skipping, "science-award"), {"grade": "first"})
    await found.decide()
    await found.case.reach("adjusted")
    shown = await read(found)
    assert (shown.award_fen, shown.due_fen, shown.next_step.zh) == (FIRST, FIRST, begins(found, FIRST) + UNDER_WAY.zh)
