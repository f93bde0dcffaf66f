"""案件文书的测试。The letters that a case has issued, as the API shows them."""

from __future__ import annotations

from api.views.letter import issued
from policy.letters.bodies import Bodies
from policy.letters.paper import set_paper
from tests.office import Case

BODIES = Bodies("演示复议机关", "演示人民法院")
UNMET = "所获奖项及等级不属于第（四）条规定的奖励范围"
"""What is said of a prize that is corrected to a grade nobody rewards."""


async def letters_of(case: Case) -> list[tuple[str, str]]:
    """Return every letter of a case, the first one first: the event it was issued by, and its text."""
    row = await case.row()
    async with case.office.database.reading() as session:
        return [(event.event, set_paper(paper, "zh")) for event, paper in await issued(session, row, BODIES, "zh")]
