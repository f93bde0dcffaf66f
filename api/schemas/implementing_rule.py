"""实施细则的字段。Implementing rules in JSON."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.schemas.approval import EnteredShown
from api.schemas.base import Day, Given, ShortText
from api.schemas.item import SuperiorShape, ValuesShape
from policy.judging.superior_policy import AppliesTo


class SuperiorGiven(Given):
    """The superior policy that lowers the figures."""

    title: ShortText = Field(description="上位政策名称 Title of the superior policy")
    applies_to: AppliesTo = Field(
        default=AppliesTo.MATTERS,
        strict=False,
        description="按事项或者按申请的日期 Its days: of matters or of applications",
    )


class RuleGiven(Given):
    """An implementing rule to enter: what it settles, and from when."""

    begins_on: Day = Field(alias="from", description="施行日 First day in force")
    ends_on: Day | None = Field(default=None, alias="to", description="最后一日，含当日 Last day in force")
    values: ValuesShape = Field(
        description="参数值：比例为小数字符串，支持比例可以分档，金额为分，分期为各期清单 "
        "Rates as decimal strings or by brackets, amounts in fen, instalments as a list of parts",
        examples=[
            {"rate": "0.30"},
            {"rate": [{"up_to_fen": 500000000, "rate": "0.30"}, {"rate": "0.20"}]},
            {
                "instalments": [
                    {"share": "0.4"},
                    {"share": "0.6", "months": 12, "condition": {"zh": "成果在新城落地转化", "en": "What came of it is put to use here"}},
                ]
            },
        ],
    )
    document_no: ShortText = Field(description="文号 Number of the document that sets it")
    superior: SuperiorGiven | None = Field(default=None, description="上位政策调低的标准 A superior policy's lower figures")


class RuleShown(EnteredShown):
    """An implementing rule."""

    begins_on: date = Field(alias="from")
    ends_on: date | None = Field(alias="to")
    values: ValuesShape
    superior: SuperiorShape | None
