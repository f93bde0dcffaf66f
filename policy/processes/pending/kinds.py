"""待办事项的种类。The kinds of row that wait for somebody: what each is called, and who may end it.

A row here is all that another kind of entry needs besides how it is read (`models.queries.pending`) and decided (`models.commands.entry`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.text import Text


class Kind(StrEnum):
    """What waits."""

    RULE = "rule"
    SUSPENSION = "suspension"
    TARGETS = "targets"
    BUDGET_DOCUMENT = "budget_document"
    DIFFERENCE = "difference"
    PEOPLE_IMPORT = "people_import"
    RECOGNITION_IMPORT = "recognition_import"
    EXPERT = "expert"
    FINDING = "finding"


TITLES: Final[Mapping[Kind, Text]] = {
    Kind.RULE: Text("实施细则", "Implementing rule"),
    Kind.SUSPENSION: Text("事项暂停", "Suspension of an item"),
    Kind.TARGETS: Text("年度目标值", "Yearly targets"),
    Kind.BUDGET_DOCUMENT: Text("预算文件", "Budget document"),
    Kind.DIFFERENCE: Text("对账差异", "Difference with the treasury"),
    Kind.PEOPLE_IMPORT: Text("人员名册", "List of people"),
    Kind.RECOGNITION_IMPORT: Text("认定名单", "List of recognitions"),
    Kind.EXPERT: Text("专家入库", "Expert for the pool"),
    Kind.FINDING: Text("案件核对发现", "What a check of cases found"),
}

ENDED_BY: Final[Mapping[Kind, str]] = {
    Kind.RULE: "rule:approve",
    Kind.SUSPENSION: "suspension:approve",
    Kind.TARGETS: "target:approve",
    Kind.BUDGET_DOCUMENT: "budget:confirm",
    Kind.DIFFERENCE: "reconciliation:run",
    Kind.PEOPLE_IMPORT: "people:keep",
    Kind.RECOGNITION_IMPORT: "recognition:confirm",
    Kind.EXPERT: "expert:manage",
}
"""By kind, the permission by which somebody ends it: its tasks are for the roles of that, and its route asks for the same. What a check of
cases found has no route."""

LOWERED_BY: Final = "rule:lower"
"""By which a rule is ended that lowers what a clause gives, as a superior policy has it: that is an act of money, and takes an approver."""

FOLLOWED_BY: Final[Mapping[Kind, str]] = {
    Kind.BUDGET_DOCUMENT: "reconciliation:read",
    Kind.DIFFERENCE: "reconciliation:read",
    Kind.PEOPLE_IMPORT: "people:inspect",
    Kind.FINDING: "security:read",
}
"""By kind, the permission by which somebody follows it, where it is not its department's to follow."""

NOBODYS: Final = "comfin"
"""商务金融局. Whose a difference is behind which no case of a department stands, such as a payment that nobody ordered."""
OF_THE_PEOPLE: Final = "hr"
"""组织人事部. Whose a list is of who works here."""
