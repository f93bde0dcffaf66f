"""编号的来由。Who issues the numbers that applications name: which of them are one and the same, and which only look alike.

An issuer that is no fact of its item (bank, insurer, body) is read off the papers by the officer who reviews the application.
"""

from __future__ import annotations

from typing import Final

from policy.language.facts import Fact, Supplier, text
from policy.language.subjects import BENEFICIARY, Across, Identifier
from policy.text import Text

OURS: Final = "bda"
"""The area itself, as the issuer of pools, centres, challenges, calls, vouchers and talents."""


def _issuer(code: str, zh: str, en: str) -> Fact:
    wording = Text("按材料上的全称填写", "Its full name as on the paper")
    return text(code, zh, en, supplied_by=Supplier.CONFIRMED, help=wording)


# The interest of a loan is one cost, whichever clause it is claimed under; so is a title one title.
LOAN: Final = Identifier("loan", "loan_no", asked=_issuer("bank", "贷款银行", "Bank that gave the loan"), across=Across.COUNTED)
TITLE: Final = Identifier(
    "title",
    "certificate_no",
    issued_by=("level",),
    asked=_issuer("awarding_body", "资质授予单位", "Body that awarded the title"),
    across=Across.COUNTED,
)
PRIZE: Final = Identifier("prize", "certificate_no", issued_by=("prize",))
POLICY: Final = Identifier("policy", "policy_no", asked=_issuer("insurer", "承保机构", "Insurer"))
# One project may cause different costs, which different clauses support: somebody has to look.
LISTED_PROJECT: Final = Identifier("project", "project_no", register="bai-cai-xin", across=Across.ASKED)
# The upstream registry knows each project and who holds it.
UPSTREAM_PROJECT: Final = Identifier("project", "project_no", issued_by=("upstream_level",), across=Across.ASKED, recorded=True)
APPROVED_PROJECT: Final = Identifier(
    "project", "project_no", asked=_issuer("approving_body", "项目批复单位", "Body that approved the project"), across=Across.ASKED
)
OWN_PROJECT: Final = Identifier("project", "project_no", issued_by=(BENEFICIARY,), across=Across.ASKED)
FIRST_SET_NUMBER: Final = Identifier(
    "set", "recognition_no", asked=_issuer("recognising_body", "认定单位", "Body that recognised the first set"), across=Across.ASKED
)
ROUND: Final = Identifier("round", "round_no", issued_by=(BENEFICIARY,))
CHALLENGE: Final = Identifier("challenge", "challenge_no", register=OURS, typed=False)
CALL: Final = Identifier("call", "call_no", register=OURS, typed=False)
VOUCHER: Final = Identifier("voucher", "voucher_no", register=OURS)
POOL: Final = Identifier("pool", "pool_no", register=OURS)
CENTRE: Final = Identifier("centre", "centre_no", register=OURS)
TALENT: Final = Identifier("talent", "talent_no", register=OURS)
# Certificates of high-tech enterprises are numbered through the whole country.
QUALIFICATION: Final = Identifier("qualification", "certificate_no", register="national")
