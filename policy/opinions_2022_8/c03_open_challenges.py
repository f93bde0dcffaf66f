"""第(三)条 · Clause 3: post-grants for challenges taken up (揭榜挂帅).

Whoever wins a published challenge is paid afterwards: once acceptance has passed, a part of the audited cost. The clause names neither
rate nor amount, so an implementing rule sets the rate and the general cap holds. The clause addresses units, wherever they are registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import REQUESTED, amount, flag, text
from policy.language.items import CarriedOver, Evidence, Item, Process, Review
from policy.language.parameters import open_rate
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import CHALLENGE
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def challenge_post_grant(f: Values, law: Values, x: Reader) -> Claim:
    """第(三)条: a rate of the audited cost, once acceptance has passed."""
    x.need("acceptance_passed", f.acceptance_passed)
    return x.cap(x.share(f.audited_cost_fen, law.rate), law.cap_fen)


CHALLENGE_POST_GRANT = Item(
    code="challenge-post-grant",
    clause=3,
    title=Text("“揭榜挂帅”项目后补助", "Challenge post-grant"),
    summary=Text("“揭榜挂帅”项目承担单位，验收通过后按审定成本比例后补助", "A rate of the audited cost of a challenge, after acceptance"),
    departments=("sti",),
    process=Process.POST_GRANT,
    review=Review.EXPERT,
    facts=(
        text("challenge_no", "榜单编号", "Number of the published challenge"),
        flag("acceptance_passed", "已通过验收", "Acceptance has passed"),
        amount("audited_cost_fen", "审定成本", "Audited cost"),
        REQUESTED,
    ),
    carried_over=CarriedOver("challenge_no", "acceptance_passed", "audited_cost_fen"),
    subject=("challenge_no",),
    identifier=CHALLENGE,
    rule=challenge_post_grant,
    words={
        "acceptance_passed": Condition(
            "项目已通过验收", "The project has passed its acceptance", "该项目尚未通过验收，不符合第（三）条规定的支持条件"
        )
    },
    law={"rate": open_rate(), **GENERAL_CAP},
    addresses=("university_or_institute",),
    evidence=(
        Evidence("task_book", Text("揭榜任务书", "Signed task book")),
        Evidence("acceptance_report", Text("验收报告", "Acceptance report"), shows=("acceptance_passed",)),
        Evidence("cost_audit", Text("成本专项审计报告", "Audit of the cost"), shows=("audited_cost_fen",)),
    ),
)

ITEMS = (CHALLENGE_POST_GRANT,)
