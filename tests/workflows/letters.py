"""案件文书的测试。The letters that a case has issued, as the API shows them."""

from __future__ import annotations

from api.views.letter import issued
from policy.letters.bodies import Bodies
from policy.letters.paper import document_number, set_paper
from tests.office import Case

BODIES = Bodies("演示复议机关", "演示人民法院")
UNMET = "所获奖项及等级不属于第（四）条规定的奖励范围"
"""What is said of a prize that is corrected to a grade nobody rewards."""


async def letters_of(case: Case) -> list[tuple[str, str]]:
    """Return every letter of a case, the first one first: the event it was issued by, and its text."""
    row = await case.row()
    async with case.office.database.reading() as session:
        return [(event.event, set_paper(paper, "zh")) for event, paper in await issued(session, row, BODIES, "zh")]


async def replaced_in(case: Case) -> list[tuple[str, int | None]]:
    """Return the event of every letter of a case, the first one first, with which of them has taken it back or taken its place."""
    row = await case.row()
    async with case.office.database.reading() as session:
        papers = await issued(session, row, BODIES, "zh")
    numbers = [document_number(paper, "zh") for _, paper in papers]
    return [(event.event, numbers.index(paper.replaced_by) if paper.replaced_by else None) for event, paper in papers]
