"""状态列。A row takes on a state by its table alone, and the database knows every state of its enum and no other."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from models.tables import (
    AgendaItem,
    Base,
    BudgetDocument,
    CaseCheckFinding,
    ChangeFiling,
    Delivery,
    Disbursement,
    Notice,
    Objection,
    ReceiptPart,
    ReconciliationDifference,
    Repayment,
    VoucherSpend,
    WhatIf,
    WindowList,
    WindowShare,
)
from models.tables.states import WithState
from policy.errors import Refusal
from policy.processes.clawback.states import PartState, RepaymentState
from policy.processes.commitment.states import FilingState
from policy.processes.disbursement.states import DisbursementState
from policy.processes.meeting.agenda import AgendaState
from policy.processes.notice.states import NoticeState, ObjectionState
from policy.processes.treasury.budget_states import BudgetDocumentState
from policy.processes.treasury.states import DifferenceState
from policy.processes.voucher.spends import SpendState
from policy.processes.window.states import ListState, ShareState
from policy.telling import DeliveryState
from policy.what_if.states import WhatIfState
from runtime.local.embedded_postgres import PostgresServer

ROWS: dict[type[Base], type[StrEnum]] = {
    Disbursement: DisbursementState,
    Notice: NoticeState,
    Objection: ObjectionState,
    Repayment: RepaymentState,
    ReceiptPart: PartState,
    ChangeFiling: FilingState,
    ReconciliationDifference: DifferenceState,
    CaseCheckFinding: DifferenceState,
    BudgetDocument: BudgetDocumentState,
    AgendaItem: AgendaState,
    WindowList: ListState,
    WindowShare: ShareState,
    VoucherSpend: SpendState,
    WhatIf: WhatIfState,
    Delivery: DeliveryState,
}


def test_every_row_with_a_state_is_looked_at_here() -> None:
    assert {row.__name__ for row in WithState.__subclasses__()} == {row.__name__ for row in ROWS}


@pytest.mark.parametrize(("row", "enum"), ROWS.items(), ids=lambda found: found.__name__)
def test_database_knows_every_state(postgres_server: PostgresServer, migrated_template: str, row: type[Base], enum: type[StrEnum]) -> None:
    with postgres_server.connect(migrated_template) as connection:
        written = connection.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [f"ck_{row.__tablename__}_state"]
        ).fetchone()
    assert written is not None
    assert re.findall("'([a-z_]+)'", written[0]) == list(enum)


def test_row_takes_on_a_state_when_it_may_follow() -> None:
    payment = Disbursement(state="prepared")
    payment.become(DisbursementState.RESERVED)
    assert payment.state == "reserved"


def test_row_keeps_its_state_when_another_may_not_follow() -> None:
    payment = Disbursement(state="paid")
    with pytest.raises(Refusal) as refused:
        payment.become(DisbursementState.INSTRUCTED)
    assert (refused.value.code, payment.state) == ("wrong_stage", "paid")
