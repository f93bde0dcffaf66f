"""第(十二)条 · Clause 12: common technology platforms and innovation vouchers.

A platform that serves enterprises widely and is influential in its industry, both as the panel finds, receives what the experts assess its
service to be worth, 500万 a year at most; a national one of exceptional merit is decided case by case. Enterprises buy services from
recognised platforms with vouchers: a rate of the price, a face value at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, Supplier, amount, flag, text, year
from policy.language.items import Evidence, Item, Outcome, Process, Review
from policy.language.parameters import FigureForm, Parameter, Standing, open_fen, open_rate
from policy.money import wan
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import VOUCHER
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def public_platform(f: Values, law: Values, x: Reader) -> Claim:
    """第(十二)条: what the experts assessed."""
    x.need("platform_recognised", f.platform_recognised)
    return x.cap(f.assessed_fen, law.cap_fen)


def national_platform(f: Values, law: Values, x: Reader) -> None:
    """第(十二)条: national platforms of exceptional merit, case by case."""


def innovation_voucher(f: Values, law: Values, x: Reader) -> Claim:
    """第(十二)条: a rate of the service, at most the voucher's face."""
    x.need("platform_recognised", f.platform_recognised)
    return x.cap(x.share(f.service_fen, law.rate), law.cap_fen, within=law.face_fen)


PUBLIC_PLATFORM = Item(
    code="public-platform",
    clause=12,
    title=Text("公共技术服务平台支持", "Public platform support"),
    summary=Text(
        "服务企业面广、行业影响力高的公共技术服务平台，按服务能力及效果支持，每年最高500万元",
        "By the experts' assessment, for platforms that serve widely and are influential, 5 million yuan a platform and year at most",
    ),
    departments=("sti",),
    process=Process.APPLICATION,
    review=Review.EXPERT,
    annual=True,
    facts=(
        flag(
            "platform_recognised",
            "专家确认服务企业面广、行业影响力高",
            "The panel confirms wide service and influence",
            supplied_by=Supplier.EXPERTS,
        ),
        year(),
        amount("assessed_fen", "专家评定金额", "Amount the experts assessed", supplied_by=Supplier.EXPERTS),
        REQUESTED,
    ),
    subject=("uscc", "year"),
    rule=public_platform,
    words={
        "platform_recognised": Condition(
            "平台服务企业面广、行业影响力高",
            "The platform serves enterprises widely and is influential in its industry",
            "该平台服务企业面或者行业影响力未达到第（十二）条规定的支持条件",
        )
    },
    law=cap_over(CapScope.BENEFICIARY, CapPeriod.YEAR, fen=wan(500), open_to_rules=("period",)),
    evidence=(
        Evidence("platform_recognition", Text("平台认定文件", "Recognition of the platform")),
        Evidence("service_report", Text("年度服务情况报告", "Report on the year's services")),
    ),
)

NATIONAL_PLATFORM = Item(
    code="national-platform",
    clause=12,
    title=Text("国家级公共服务平台支持", "National platform support"),
    summary=Text("贡献特别突出的国家级公共服务平台，按“一事一议”支持", "National platforms of exceptional merit, case by case"),
    departments=("sti",),
    process=Process.CASE_BY_CASE,
    review=Review.EXPERT,
    outcome=Outcome.REFER,
    annual=True,
    facts=(year(),),
    subject=("uscc", "year"),
    rule=national_platform,
    evidence=(Evidence("national_recognition", Text("国家级平台认定文件", "National recognition of the platform")),),
)

INNOVATION_VOUCHER = Item(
    code="innovation-voucher",
    clause=12,
    title=Text("科技创新服务券", "Innovation voucher"),
    summary=Text(
        "企业向经认定的平台购买专业技术服务，按比例以服务券支持",
        "A rate of services bought from recognised platforms, the face value at most",
    ),
    departments=("sti",),
    process=Process.VOUCHER,
    facts=(
        flag("platform_recognised", "服务方为经认定的平台或基地", "Bought from a recognised platform", from_register="common_platform"),
        text("voucher_no", "服务券编号", "Voucher number"),
        year(),
        amount("service_fen", "服务金额", "Price of the service"),
        REQUESTED,
    ),
    subject=("voucher_no",),
    identifier=VOUCHER,
    rule=innovation_voucher,
    words={
        "platform_recognised": Condition(
            "服务方为经认定的平台或基地",
            "The service was bought from a recognised platform",
            "服务方不属于第（十二）条规定的经认定的公共技术服务平台或者中试服务基地",
        )
    },
    law={
        "rate": open_rate(),
        "face_fen": open_fen("服务券面额（分）", "Face value (fen)", maximum=wan(500)),
        "netting_days": Parameter(
            Text("收回的款项等待抵扣的工作日数", "Working days in which what is taken back is netted"),
            FigureForm.COUNT,
            Standing.UP_TO,
            60,
            60,
        ),
        **GENERAL_CAP,
    },
    evidence=(
        Evidence("service_contract", Text("技术服务合同", "Service contract")),
        Evidence("service_invoice", Text("服务发票", "Service invoice")),
    ),
)

ITEMS = (PUBLIC_PLATFORM, NATIONAL_PLATFORM, INNOVATION_VOUCHER)
