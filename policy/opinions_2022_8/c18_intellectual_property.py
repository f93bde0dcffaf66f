"""第(十八)条 · Clause 18: patent pools and finance on intellectual property.

Yearly fees of patents in a recognised pool are subsidised at a rate a rule sets; the whole programme pays 5000万 a year at most, shared out
pro rata when requests exceed it. Loans and securities on intellectual property are encouraged without money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, amount, flag, text, year
from policy.language.items import Evidence, Item, Outcome, Process, Review
from policy.language.parameters import open_rate
from policy.money import wan
from policy.opinions_2022_8.identifiers import POOL
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def patent_pool(f: Values, law: Values, x: Reader) -> Claim:
    """第(十八)条: a rate of the year's fees of pooled patents."""
    x.need("pool_recognised", f.pool_recognised)
    return x.cap(x.share(f.annual_fees_fen, law.rate), law.cap_fen)


PATENT_POOL = Item(
    code="patent-pool",
    clause=18,
    title=Text("专利池维护年费资助", "Patent pool fees"),
    summary=Text(
        "对入池专利维护年费等给予资助，全部资助每年最高5000万元",
        "A rate of the fees of pooled patents, 50 million yuan a year for the programme",
    ),
    departments=("sti",),
    process=Process.APPLICATION,
    annual=True,
    facts=(
        flag("pool_recognised", "属于经认定的专利池", "A recognised pool", from_register="patent_pool"),
        text("pool_no", "专利池编号", "Pool number"),
        year(),
        amount("annual_fees_fen", "本年度已缴维护年费等费用", "Fees paid in the year"),
        REQUESTED,
    ),
    subject=("pool_no", "year"),
    identifier=POOL,
    rule=patent_pool,
    words={
        "pool_recognised": Condition(
            "属于经认定的专利池", "The patent pool is a recognised one", "该专利池未经认定，不属于第（十八）条规定的资助范围"
        )
    },
    law={"rate": open_rate(), **cap_over(CapScope.PROGRAMME, CapPeriod.YEAR, fen=wan(5000), open_to_rules=("scope",))},
    evidence=(
        Evidence("pool_agreement", Text("专利池协议及专利清单", "Pool agreement and list of patents")),
        Evidence("fee_receipts", Text("年费缴纳凭证", "Receipts of the fees")),
    ),
)

IP_FINANCE = Item(
    code="ip-finance",
    clause=18,
    title=Text("知识产权融资服务", "Finance on intellectual property"),
    summary=Text("鼓励知识产权质押融资，规范探索证券化", "Guidance on loans and securities on intellectual property"),
    departments=("sti",),
    process=Process.GUIDANCE,
    review=Review.NONE,
    outcome=Outcome.NO_GRANT,
    facts=(text("title", "需求标题", "What is asked for", help=Text("一句话说明需求", "The request in a sentence")),),
)

ITEMS = (PATENT_POOL, IP_FINANCE)
