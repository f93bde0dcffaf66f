"""Every table of states holds together with its enum: all are reached, and nothing happens that it does not say."""

from __future__ import annotations

from enum import StrEnum
from itertools import product

import pytest

from policy.errors import Refusal
from policy.processes.clawback.states import PART_STATES, REPAYMENT_STATES, PartState, RepaymentState
from policy.processes.commitment.states import FILING_STATES, FilingState
from policy.processes.disbursement.states import DISBURSEMENT_STATES, DisbursementState
from policy.processes.kernel.states import States
from policy.processes.notice.states import NOTICE_STATES, OBJECTION_STATES, NoticeState, ObjectionState
from policy.processes.treasury.budget_states import BUDGET_DOCUMENT_STATES, BudgetDocumentState
from policy.processes.treasury.states import DIFFERENCE_STATES, DifferenceState

TABLES: dict[type[StrEnum], States] = {
    DisbursementState: DISBURSEMENT_STATES,
    NoticeState: NOTICE_STATES,
    ObjectionState: OBJECTION_STATES,
    RepaymentState: REPAYMENT_STATES,
    PartState: PART_STATES,
    FilingState: FILING_STATES,
    DifferenceState: DIFFERENCE_STATES,
    BudgetDocumentState: BUDGET_DOCUMENT_STATES,
}
# The last ones, by hand: whatever follows one of these would undo what was settled.
LAST: dict[type[StrEnum], set[str]] = {
    DisbursementState: {"returned", "account_refused", "given_up"},
    NoticeState: {"overturned"},
    ObjectionState: {"dismissed", "upheld"},
    RepaymentState: {"booked", "sent_back", "refuted", "payer_refused"},
    PartState: {"booked"},
    FilingState: {"overtaken", "withdrawn", "superseded"},
    DifferenceState: {"resolved"},
    BudgetDocumentState: {"in_force", "refused"},
}
EVERY = pytest.mark.parametrize(("enum", "table"), TABLES.items(), ids=lambda found: getattr(found, "__name__", ""))


@EVERY
def test_table_has_every_state_of_its_enum_in_order(enum: type[StrEnum], table: States) -> None:
    assert list(table.following) == list(enum)


@EVERY
def test_every_state_is_reached_from_the_first(enum: type[StrEnum], table: States) -> None:
    found, waiting = {table.first}, [table.first]
    while waiting:
        following = set(table.following[waiting.pop()]) - found
        found |= following
        waiting += following
    assert found == set(enum)


@EVERY
def test_nothing_follows_when_the_state_is_the_last(enum: type[StrEnum], table: States) -> None:
    assert {state for state in enum if not table.following[state]} == LAST[enum]


@EVERY
def test_state_follows_when_the_table_says_so_and_is_refused_otherwise(enum: type[StrEnum], table: States) -> None:
    for before, after in product(enum, enum):
        if after in table.following[before]:
            assert table.follow(before, after) == after
        else:
            with pytest.raises(Refusal) as refused:
                table.follow(before, after)
            assert (refused.value.code, before in refused.value.detail.en) == ("wrong_stage", True)
