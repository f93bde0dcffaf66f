"""第(二)条 · Clause 2: matching funds for national and Beijing special projects.

Whoever carries a national or municipal special project that fits the area's direction may receive up to one yuan for each yuan of
upstream money received in the year, 2000万 a project and year at most. Exceptionally large projects are decided case by case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, Supplier, amount, choice, flag, text, year
from policy.language.items import Evidence, Item, Outcome, Process, Review, Upstream
from policy.language.parameters import rate_up_to
from policy.money import percent, wan
from policy.opinions_2022_8.identifiers import APPROVED_PROJECT, UPSTREAM_PROJECT
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def state_project_match(f: Values, law: Values, x: Reader) -> Claim:
    """第(二)条: up to 1:1 of the upstream money received in the year."""
    x.need("upstream_special_project", x.one_of(f.upstream_level, "national", "beijing"))
    x.need("fits_direction", f.fits_direction)
    return x.cap(x.share(f.upstream_received_fen, law.rate), law.cap_fen)


def mega_project(f: Values, law: Values, x: Reader) -> None:
    """第(二)条: exceptionally large projects, case by case."""


STATE_PROJECT_MATCH = Item(
    code="state-project-match",
    clause=2,
    title=Text("国家、北京市重大专项配套", "Matching of national and Beijing special projects"),
    summary=Text(
        "承担国家、北京市重大专项且符合经开区发展方向的，给予最高1:1配套，每个项目每年最高2000万元",
        "Up to 1:1 of upstream money received in the year, 20 million yuan a project and year at most",
    ),
    departments=("sti",),
    process=Process.MATCHING,
    upstream=Upstream.PROJECT,
    annual=True,
    facts=(
        flag("fits_direction", "符合经开区发展方向", "Fits the area's direction"),
        choice(
            "upstream_level",
            "专项级别",
            "Level of the special project",
            supplied_by=Supplier.SOURCE,
            options={"national": Text("国家", "National"), "beijing": Text("北京市", "Beijing")},
        ),
        text("project_no", "专项项目编号", "Upstream project number"),
        year("到款年度", "Year the upstream money was received", code="funding_year"),
        amount("upstream_received_fen", "本年度实际收到的上级资金", "Upstream money received in the year", supplied_by=Supplier.SOURCE),
        REQUESTED,
    ),
    subject=("project_no", "funding_year"),
    identifier=UPSTREAM_PROJECT,
    rule=state_project_match,
    law={"rate": rate_up_to(percent(100)), **cap_over(CapScope.SUBJECT, CapPeriod.YEAR, fen=wan(2000))},
    evidence=(
        Evidence("upstream_approval", Text("上级立项批复或任务书", "Upstream approval or task book")),
        Evidence("upstream_receipt", Text("上级资金到账凭证", "Proof of the upstream money received")),
    ),
    words={
        "upstream_special_project": Condition(
            "属于国家或北京市重大专项",
            "The project is a national or Beijing special project",
            "该项目不属于第（二）条规定的国家、北京市重大专项",
        ),
        "fits_direction": Condition(
            "项目符合经开区发展方向", "The project fits the area's direction", "该项目不符合第（二）条规定的经开区发展方向"
        ),
    },
)

MEGA_PROJECT = Item(
    code="mega-project",
    clause=2,
    title=Text("特别重大项目支持", "Support for exceptionally large projects"),
    summary=Text("承担特别重大项目的，按“一事一议”支持", "Exceptionally large projects, decided case by case"),
    departments=("sti",),
    process=Process.CASE_BY_CASE,
    review=Review.EXPERT,
    outcome=Outcome.REFER,
    facts=(text("project_no", "项目编号", "Project number"),),
    subject=("project_no",),
    identifier=APPROVED_PROJECT,
    rule=mega_project,
    evidence=(Evidence("project_approval", Text("项目批复文件", "Approval of the project")),),
)

ITEMS = (STATE_PROJECT_MATCH, MEGA_PROJECT)
