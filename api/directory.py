"""人员目录变动之后。What follows once the directory says something else: it is read anew, and cases look who is left for their tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from api.web.services import Services
from models.queries import person as people
from policy.working_days import BEIJING


async def tell(served: Services, subjects: Iterable[str]) -> None:
    """Have the directory read anew, and the cases look whose tasks nobody may do any more, since some people are known otherwise now.

    Somebody who could do them may be away, revoked, without the role, or have an interest; so may whoever acts for whom they are given to.
    """
    served.standing.forget()
    today = datetime.now(BEIJING).date()
    async with served.database.reading() as session:
        known = await people.called(session, list(subjects))
        left = [await people.left_alone_by(session, today, row.grants) for row in known.values()]
        left.append(await people.left_in_hands_of(session, today, list(known)))
    await served.cases.look(sorted({case for cases in left for case in cases}))
