"""Whoever entered what another approves or refuses is told of it by name, whichever kind it is."""

from __future__ import annotations

from typing import get_args

import pytest

from models.queries.pending import Entry, called, entered_by
from models.tables import (
    BudgetDocument,
    ExpertProposal,
    ImplementingRule,
    ItemSuspension,
    PeopleImport,
    RecognitionImport,
    TargetBatch,
)

NUMBERED = {"entered_by": "officer-sti-1", "document_no": "京开〔2026〕1号"}
ENTRIES: list[tuple[Entry, str]] = [
    (ImplementingRule(**NUMBERED), "实施细则（京开〔2026〕1号）"),
    (ItemSuspension(**NUMBERED), "事项暂停（京开〔2026〕1号）"),
    (TargetBatch(**NUMBERED), "年度目标值（京开〔2026〕1号）"),
    (BudgetDocument(**NUMBERED), "预算文件（京开〔2026〕1号）"),
    (PeopleImport(rows=[{}, {}], imported_by="officer-sti-1"), "人员名册（2人）"),
    (RecognitionImport(imported_by="officer-sti-1", document_no="京开〔2026〕2号"), "认定名单（京开〔2026〕2号）"),
    (ExpertProposal(proposed_by="officer-sti-1", name="新专家"), "专家入库（新专家）"),
]


@pytest.mark.parametrize(("row", "name"), ENTRIES)
def test_entry_is_called_what_whoever_entered_it_knows_it_by(row: Entry, name: str) -> None:
    assert (called(row).zh, entered_by(row)) == (name, "officer-sti-1")


def test_every_kind_of_entry_is_called_something() -> None:
    assert {type(row) for row, _ in ENTRIES} == set(get_args(Entry))
