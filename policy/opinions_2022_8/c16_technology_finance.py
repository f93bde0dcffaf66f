"""第(十六)条 · Clause 16: going public, and insurance for technology enterprises.

Enterprises on the way to a listing are guided. A technology enterprise that buys technology insurance may receive up to one yuan for
each yuan the city subsidised. The clause names no amount, so the general cap holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import REQUESTED, Supplier, amount, flag, text, year
from policy.language.items import Evidence, Item, Outcome, Process, Review, Upstream
from policy.language.parameters import rate_up_to
from policy.money import percent
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import POLICY
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def tech_insurance(f: Values, law: Values, x: Reader) -> Claim:
    """第(十六)条: up to 1:1 of the city's subsidy."""
    x.need("technology_enterprise", f.technology_enterprise)
    return x.cap(x.share(f.municipal_subsidy_fen, law.rate), law.cap_fen)


LISTING = Item(
    code="listing",
    clause=16,
    title=Text("企业上市服务", "Listing guidance"),
    summary=Text("引导支持企业上市", "Guidance for enterprises on the way to a listing"),
    departments=("sti", "comfin"),
    process=Process.GUIDANCE,
    review=Review.NONE,
    outcome=Outcome.NO_GRANT,
    facts=(text("title", "需求标题", "What is asked for", help=Text("一句话说明需求", "The request in a sentence")),),
)

TECH_INSURANCE = Item(
    code="tech-insurance",
    clause=16,
    title=Text("科技保险配套", "Technology insurance matching"),
    summary=Text("科技企业购买科技保险，给予不超过市级补贴1:1的配套", "Up to 1:1 of the city's subsidy for technology insurance"),
    departments=("sti", "comfin"),
    process=Process.MATCHING,
    upstream=Upstream.INSURANCE,
    facts=(
        flag("technology_enterprise", "属于科技企业", "A technology enterprise", from_register="technology_enterprise"),
        text("policy_no", "保单号", "Insurance policy number"),
        year(),
        amount("municipal_subsidy_fen", "市级补贴金额", "The city's subsidy", supplied_by=Supplier.SOURCE),
        REQUESTED,
    ),
    subject=("policy_no",),
    identifier=POLICY,
    rule=tech_insurance,
    words={
        "technology_enterprise": Condition(
            "属于科技企业", "The enterprise is a technology enterprise", "申请单位不属于第（十六）条规定的科技企业"
        )
    },
    law={"rate": rate_up_to(percent(100)), **GENERAL_CAP},
    evidence=(
        Evidence("insurance_policy", Text("科技保险保单", "Technology insurance policy")),
        Evidence("municipal_subsidy_proof", Text("市级补贴批复及到账凭证", "Approval and receipt of the city's subsidy")),
    ),
)

ITEMS = (LISTING, TECH_INSURANCE)
