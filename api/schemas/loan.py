"""贷款登记的字段。Loans in JSON: what is declared of one, where it stands, and what is claimed of its interest."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Day, Fen, Given, LongText, Name, ShortText, Shown, Words
from api.schemas.case import CaseShown, DefectShown, WithEvidence
from api.schemas.codes import ItemCode, StageNamed


class LoanGiven(Given):
    """A loan whose interest is to be subsidised."""

    item_code: ShortText = Field(
        examples=["loan-interest"],
        description="申领贴息的事项 Under which item its interest is to be claimed",
    )
    bank: Name = Field(description="贷款银行，按合同上的全称填写 The bank that gave it, its full name as in the contract")
    loan_no: ShortText = Field(description="贷款合同编号 The number of its contract", examples=["HT〔2026〕7号"])
    principal_fen: Fen = Field(description="单笔贷款额度（分） The principal of this loan, in fen")
    begins_on: Day = Field(description="贷款起始日 Its first day")
    ends_on: Day = Field(description="贷款到期日 Its last day")
    purpose: LongText = Field(description="贷款用途 What it is for")


class LoanChange(Given):
    """A change of a loan that is a draft, or being corrected: what is given replaces what was there."""

    bank: Name | None = None
    loan_no: ShortText | None = None
    principal_fen: Fen | None = None
    begins_on: Day | None = None
    ends_on: Day | None = None
    purpose: LongText | None = None


class LoanChanged(Given):
    """What became of a registered loan, for an officer to look into."""

    change: Literal["repaid", "prepaid", "changed"] = Field(
        description="还清、部分提前还款或者合同变更 Repaid, repaid in part ahead of time, or its contract changed"
    )
    ended_on: Day = Field(description="最后计息日 The last day whose interest counts")
    reason: LongText = Field(description="说明及依据 What happened, and by which paper")


class LoanClaimGiven(Given):
    """A claim of the interest of a period: its two dates, and what officers will confirm."""

    begins_on: Day = Field(description="贴息期间首日（含当日） First day of the period")
    ends_on: Day = Field(description="贴息期间末日（含当日） Its last day")
    item_code: ShortText | None = Field(default=None, description="事项，默认同登记 The item; the one it was registered for unless given")
    requested_fen: Fen | None = Field(default=None, description="申请金额（分），可不填 What is asked for, in fen")
    claims: dict[str, Any] = Field(
        default_factory=dict,
        description="主张的事实，由经办部门据材料确认 What is claimed of facts that officers confirm",
        examples=[{"upgrade_project": True, "performance_confirmed": True, "bank_in_area": True}],
    )


class LoanShown(CaseShown):
    """A loan in a list."""

    item_title: Words
    enterprise_uscc: str
    enterprise_name: str
    bank: str
    loan_no: str
    principal_fen: int
    begins_on: date
    ends_on: date
    ended_on: date | None = Field(description="提前结束的，最后计息日 The last day whose interest counts, where it ended early")
    confirmed_by: Literal["bank", "paper"] | None = Field(
        description="登记依据：银行接口或者纸质材料 Whether its bank or paper and a second person confirmed it"
    )


class LoanInFull(LoanShown, WithEvidence):
    """A loan with where it stands."""

    purpose: str
    submitted_at: datetime | None
    looked_at: datetime | None = Field(description="最近一次向银行核对的时间 When its bank was asked last")
    defects: list[DefectShown] = Field(description="补正内容 What has to be corrected")


class LoanClaimShown(Shown):
    """A claim of a loan's interest."""

    number: str
    item_code: ItemCode
    period: str
    stage: StageNamed
    award_fen: int | None
    paid_fen: int


class LoanLookAsked(Shown):
    """That a loan is being looked at."""

    number: str
    last_looked_at: datetime | None
