"""第(十九)条 · Clause 19: offshore innovation centres.

A recognised offshore centre is rewarded for the international projects and teams it brings in: an amount for each, which a rule
sets. The clause names no figure, so the general cap holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import REQUESTED, count, flag, text, year
from policy.language.items import Evidence, Item, Process
from policy.language.parameters import open_fen
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import CENTRE
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def offshore_centre(f: Values, law: Values, x: Reader) -> Claim:
    """第(十九)条: an amount for each project and each team brought in."""
    x.need("recognised", f.recognised)
    for_projects = x.figure("for_projects", x.each(f.projects_brought, law.per_project_fen))
    for_teams = x.figure("for_teams", x.each(f.teams_brought, law.per_team_fen))
    return x.cap(x.total(for_projects, for_teams), law.cap_fen)


OFFSHORE_CENTRE = Item(
    code="offshore-centre",
    clause=19,
    title=Text("离岸创新中心奖励", "Offshore centre reward"),
    summary=Text(
        "经认定的离岸创新中心，按引入国际项目和人才团队数量奖励",
        "An amount for each project and team a recognised offshore centre brings in",
    ),
    departments=("sti",),
    process=Process.APPLICATION,
    annual=True,
    facts=(
        flag("recognised", "属于经认定的离岸创新中心", "A recognised offshore centre", from_register="offshore_centre"),
        text("centre_no", "离岸中心编号", "Centre number"),
        year(),
        count("projects_brought", "引入国际项目数", "International projects brought in"),
        count("teams_brought", "引入人才团队数", "Teams brought in"),
        REQUESTED,
    ),
    subject=("centre_no", "year"),
    identifier=CENTRE,
    rule=offshore_centre,
    law={
        "per_project_fen": open_fen("每个项目奖励（分）", "Amount a project (fen)"),
        "per_team_fen": open_fen("每个团队奖励（分）", "Amount a team (fen)"),
        **GENERAL_CAP,
    },
    evidence=(
        Evidence("centre_recognition", Text("离岸创新中心认定文件", "Recognition of the offshore centre")),
        Evidence("landing_proof", Text("项目和团队落地证明", "Proof that projects and teams have settled")),
    ),
    words={
        "recognised": Condition(
            "属于经认定的离岸创新中心", "The centre is a recognised offshore centre", "该中心未经认定，不属于第（十九）条规定的离岸创新中心"
        ),
        "for_projects": Text("引入项目奖励", "For the projects brought in"),
        "for_teams": Text("引入团队奖励", "For the teams brought in"),
    },
)

ITEMS = (OFFSHORE_CENTRE,)
