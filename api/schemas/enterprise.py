"""企业的字段。Enterprises in JSON, and what is known of them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from pydantic import Field

from api.schemas.application import ApplicationShown
from api.schemas.base import CreditCode, Day, Given, Name, ShortText, Shown, Words
from api.schemas.case import CaseShown
from api.schemas.commitment import CommitmentShown
from api.schemas.loan import LoanShown
from api.schemas.recognition import RecognitionShown
from api.schemas.voucher import VoucherShown

Standing: TypeAlias = Literal["unconfirmed", "active", "deregistered", "revoked"]


class EnterpriseGiven(Given):
    """An enterprise to register: the code is the caller's word, name and kind are compared with the register's."""

    uscc: CreditCode
    name: Name = Field(description="登记名称 The registered name", examples=["演示晨芯微电子（北京）有限公司"])
    kind: Literal["enterprise", "university_or_institute"] | None = Field(
        default=None, description="单位类型，以登记机关的登记为准 The register says which; what is given is compared with it"
    )


class FormerNameShown(Shown):
    """A name an enterprise no longer has."""

    name: str
    until: date = Field(description="使用至该日 The last day on which it was registered")


class EnterpriseShown(Shown):
    """An enterprise, as the register last said it is."""

    uscc: str
    name: str = Field(description="未核实前为申报名称 Until it is confirmed, the name it gave itself")
    kind: str
    status: Standing = Field(description="登记状态；登记机关尚未答复的为未核实 Its state; unconfirmed until the register has answered once")
    confirmed_at: datetime | None
    former_names: list[FormerNameShown]
    created_at: datetime
    warnings: list[Words] = Field(
        default_factory=list,
        description="登记方面的提示；查询单个单位时另有欠款、违约、限制申报、迁出备案的提示 "
        "What to look at in its registration; of one enterprise also debts, breaches, debarments and moves that were filed",
    )


class Summed(Shown):
    """How many there are of something of which the newest are shown."""

    total: int = Field(description="总数；列出的为最新的至多50件 How many there are; the newest of them are listed, 50 at most")


class CasesShown(Summed):
    """Cases that are under way."""

    items: list[CaseShown]


class AwardsShown(Summed):
    """What was granted, and what became of the money; sums are of all of it."""

    items: list[ApplicationShown]
    awarded_fen: int = Field(description="已决定金额，含再决定补充（分）What was decided, with what re-decisions added, in fen")
    paid_fen: int = Field(description="已拨付金额（分）What was paid of it, in fen")
    recovered_fen: int = Field(description="已追回金额（分）What of that came back, in fen")


class DemandShown(CaseShown):
    """Money that was demanded back, in brief; its own page reckons interest."""

    application_number: str
    cause: str
    amount_fen: int
    repaid_fen: int
    served_at: datetime | None


class DemandsShown(Summed):
    """What was demanded back, without interest; sums are of all of it."""

    items: list[DemandShown]
    demanded_fen: int = Field(
        description="要求退回的金额，不含拟追回和已撤销的（分）What was asked for: not what is only proposed, or was cancelled"
    )
    repaid_fen: int = Field(description="已退回金额（分）What came back, in fen")
    given_up_fen: int = Field(description="已减免或者核销的金额（分）What was waived or written off, in fen")


class RecognitionsShown(Summed):
    """What it is recognised as, or asked to be."""

    items: list[RecognitionShown]


class LoansShown(Summed):
    """Its registered loans."""

    items: list[LoanShown]


class VouchersShown(Summed):
    """Its vouchers."""

    items: list[VoucherShown]


class EnterpriseInFull(EnterpriseShown):
    """An enterprise on one page: as it is registered, and what its reader may see of all it has to do with the area's grants."""

    counts_with: list[str] = Field(
        description="合并计算的单位（统一社会信用代码），含本单位 All that count as one with it, itself included, by credit code"
    )
    open_cases: CasesShown = Field(description="在办案件 What is under way")
    awards: AwardsShown
    clawbacks: DemandsShown
    commitment: CommitmentShown | None = Field(description="持续经营承诺 Its commitment to stay, if there is one")
    recognitions: RecognitionsShown
    loans: LoansShown
    vouchers: VouchersShown


class KnownAs(Shown):
    """What an enterprise was known as."""

    name: str
    kind: str
    status: str


class EnterpriseChangeShown(Shown):
    """One change of what an enterprise is known as."""

    before: KnownAs | None = Field(description="登记前为空 Empty for its registration here")
    after: KnownAs
    changed_by: str | None = Field(description="填报人；空为登记机关 Who gave it; empty where the business register did")
    changed_at: datetime


class FactGiven(Given):
    """Something known of an enterprise, from a day on."""

    name: ShortText = Field(pattern="^[a-z][a-z0-9_]*$", examples=["size"])
    value: bool | int | str = Field(examples=["medium"])
    effective_on: Day


class FactShown(Shown):
    """A fact as recorded."""

    id: uuid.UUID
    name: str
    value: Any
    effective_on: date
    source: str
    recorded_at: datetime
