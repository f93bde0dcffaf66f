"""预算的字段。Appropriations and the ledger behind them in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import Field

from api.schemas.base import Department, Fen, Given, Named, Reference, ShortText, Shown, Words
from api.schemas.codes import DepartmentCode, ItemCode
from policy.processes.treasury.budget_states import BudgetDocumentState

_DISTINCT = "与已录入的相似文号不是同一文件的理由 Why it is another document than one of the line whose number looks like its own"


class AppropriationGiven(Given):
    """What a budget document gives: money for a department, or for one of its items, in a year."""

    department: Department
    item_code: str = Field(
        default="*",
        min_length=1,
        max_length=60,
        description="事项；“*”为本部门其余事项 “*” serves the department's items that have none of their own",
    )
    year: int = Field(ge=2022, le=2100)
    amount_fen: Fen
    document_no: ShortText = Field(description="预算文号 Number of the budget document")
    distinct_reason: ShortText | None = Field(default=None, description=_DISTINCT)


class TransferGiven(AppropriationGiven):
    """What a budget document moves to a line from another of its year 调剂, or from the same of the year before 结转."""

    from_id: Reference = Field(description="转出预算的编号 The appropriation whose unspent money it moves, by id")


class ReversalGiven(Given):
    """What a budget document takes back of what another gave."""

    amount_fen: Fen = Field(description="冲销金额（分），可以少于原额 How much is taken back, in fen; a part will do")
    document_no: ShortText = Field(description="冲销文件自己的文号 The number of the reversing document itself")
    distinct_reason: ShortText | None = Field(default=None, description=_DISTINCT)


class BudgetDocumentShown(Shown):
    """What a budget document gives to an appropriation, or takes back from it; in force once a second person of finance confirmed it."""

    id: uuid.UUID
    appropriation_id: uuid.UUID
    from_id: uuid.UUID | None = Field(
        description="从哪一预算调剂或者结转而来；其余为空 The appropriation whose money it moves here; null for what comes from outside"
    )
    reverses_id: uuid.UUID | None = Field(description="冲销的是哪一文件；拨入的为空 Whose money it takes back; null for what gives money")
    amount_fen: int
    document_no: str
    distinct_reason: str | None = Field(description=_DISTINCT)
    state: BudgetDocumentState = Field(description="proposed 待确认，in_force 已生效，refused 未通过 Proposed, in force, or refused")
    entered_by: str
    entered_at: datetime
    confirmed_by: str | None
    refused_by: str | None
    decided_at: datetime | None
    reason: str | None = Field(description="不予通过的理由 Why it was refused")


class AppropriationShown(Shown):
    """An appropriation, its accounts, and the budget documents behind it."""

    id: uuid.UUID
    department: DepartmentCode
    item_code: ItemCode
    year: int
    balances: dict[str, int] = Field(
        description="各账户余额（分），只计已生效的文件 Balance of each account in fen, of what is in force alone"
    )
    documents: list[BudgetDocumentShown] = Field(description="拨入和冲销，按录入先后 What gave and took money, in the order it was entered")


class TransferShown(Shown):
    """A movement in the ledger."""

    id: int
    kind: str
    debit: str
    credit: str
    amount_fen: int
    application_id: uuid.UUID | None
    document_no: str | None
    made_by: str
    made_at: datetime


class BudgetShown(Shown):
    """A line of the budget, how it is used, and what is expected of it. All amounts are in fen.

    What was appropriated and what was received besides is what is set aside, obligated, with the treasury, spent, demanded back,
    recovered, owed back and left.
    """

    id: uuid.UUID
    year: int
    department: Named
    item_code: str
    item_title: Words
    appropriated_fen: int = Field(description="已下达预算，含调剂、结转 What documents in force gave, less what they took")
    pre_committed_fen: int = Field(description="公示期间预留 Set aside for awards on public notice")
    obligated_fen: int = Field(description="已决定待拨付 Decided and to be paid")
    in_transit_fen: int = Field(description="国库办理中 With the treasury")
    spent_fen: int = Field(description="已支出，含股权投资 Spent, equity included; what was demanded back is not among it")
    received_besides_fen: int = Field(
        description="预算以外收到的利息、股权收益和多缴款项，扣除已退还的 "
        "Interest, gains of equity and what was paid too much, less what was given back"
    )
    receivable_fen: int = Field(description="已要求退缴、尚未收到 Demanded back, and not there yet")
    recovered_fen: int = Field(
        description="已收回，上缴国库，不再用于支持 Came back, interest and gains with it: it is the treasury's, and pays no award again"
    )
    owed_back_fen: int = Field(description="应退还缴款人 Owed back to who paid it")
    available_fen: int = Field(description="可用余额 What is left")
    forecast_fen: int = Field(
        description="在办申请预计金额，按核定、公式或者申请金额 What cases under way may take: as assessed, by formula, or as asked"
    )
    forecast_cases: int = Field(description="在办申请件数 How many cases that is of, those of no known amount included")
    unknown_cases: int = Field(description="金额尚不明确的件数 Of how many of them no amount is known")
    waiting_cases: int = Field(description="其中等待预算的件数 How many of them wait for budget")
    waiting_fen: int
    short_fen: int = Field(description="预计缺口 By how much what is expected exceeds what is left")


class BudgetWaitShown(Shown):
    """An application that waits for budget."""

    number: str
    department: str
    item_code: str
    item_title: Words
    enterprise_uscc: str
    enterprise_name: str
    award_fen: int | None
    waiting_since: datetime
    looks_again_at: datetime | None = Field(
        description="下次核对余额的时间；暂停办理的为空 When what is left is looked at for it again; empty while it is on hold"
    )
