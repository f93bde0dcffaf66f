"""服务券的字段。Vouchers in JSON: what is asked for, what was issued, and what contracts have taken of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.schemas.base import CreditCode, Fen, Given, LongText, Reference, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding, DefectShown
from api.schemas.item import ReasonShape


class VoucherGiven(Given):
    """A voucher that is asked for."""

    service: ShortText = Field(description="拟购买的专业技术服务 The service that is to be bought", examples=["芯片流片前仿真验证"])
    statement: LongText = Field(description="用途说明 What it is needed for", examples=["用于车规芯片研发，拟向区内中试平台购买。"])


class VoucherChange(Given):
    """A change of a voucher that is a draft, or being corrected: what is given replaces what was there."""

    service: ShortText | None = None
    statement: LongText | None = None


class VoidGiven(Given):
    """Why a voucher is to be voided, or a spend given back."""

    reason: LongText


class ContractGiven(Given):
    """A service contract that a platform registers against a voucher."""

    enterprise_uscc: CreditCode = Field(description="服务券持有单位，须与服务券一致 Who holds the voucher")
    contract_no: ShortText = Field(examples=["PT-2026-031"])
    service: ShortText = Field(description="服务内容 What is delivered", examples=["车规芯片流片前仿真验证"])
    price_fen: Fen = Field(description="服务金额（分）Price in fen", examples=[10_000_000])


class CodeGiven(Given):
    """The one-time code that came with the delivery."""

    code: Annotated[str, Field(min_length=4, max_length=40, examples=["K7QF2MXW"])]


class CodeShown(Shown):
    """A one-time code, told this once."""

    code: str
    expires_at: datetime
    tries: int = Field(description="可尝试的次数 How many tries it takes")


class ProofShown(Shown):
    """A code that was proved: the task that can be completed now, and until when."""

    task_id: Reference
    expires_at: datetime


class VoucherShown(CaseShown):
    """A voucher in a list."""

    enterprise_uscc: str
    enterprise_name: str
    service: str
    rate: str | None = Field(description="支持比例 The rate of a price that it pays")
    face_fen: int | None
    taken_fen: int = Field(description="已预留和已使用的金额 What contracts have taken")
    left_fen: int = Field(description="可用余额；失效后为已收回的金额 What is left; once it is over, what went back")
    valid_from: date | None
    valid_until: date | None


class SpendShown(Shown):
    """What a contract takes of a voucher."""

    id: uuid.UUID
    voucher_no: str
    platform_uscc: str
    platform_name: str
    contract_no: str
    service: str
    price_fen: int
    amount_fen: int = Field(description="服务券支付的金额 What the voucher pays of it")
    state: str = Field(description="reserved、dropped、spent、refunded、settling、settled、unpaid、reclaimed")
    registered_at: datetime
    delivered_on: date | None
    reason: str | None


class VoucherInFull(VoucherShown, CaseStanding):
    """A voucher with where it stands, and every contract."""

    statement: str
    failures: list[ReasonShape] = Field(description="核验不符合的条件 Conditions that do not hold")
    defects: list[DefectShown] = Field(description="补正内容 What has to be corrected")
    spends: list[SpendShown]
