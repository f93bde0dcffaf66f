"""配套项目的填报。What an enterprise declares of a project of state or city that it wants to have matched."""

from __future__ import annotations

from typing import Final

from policy.processes.acceptance.submission import Form
from policy.processes.change import terms as change
from policy.text import Text

DECLARATION: Final = Form(
    facts={
        "project_no": Text("上级项目编号", "Number of the upstream project"),
        "upstream_level": Text("上级级别", "Level of the upstream"),
        "title": Text("项目名称", "Title of the project"),
        "fits_direction": Text("符合经开区发展方向", "It fits the area's direction"),
        "begins_on": Text("开始日期", "Begins on"),
        "ends_on": Text("结束日期", "Ends on"),
    },
    evidence=change.EVIDENCE,
    known=change.SAID,
)
"""Its fields, with what a notice of correction calls them; its only documents are those that a change of it rests on."""
