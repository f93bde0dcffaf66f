"""股权投资文书样本。The papers of an investment, as the page of letters shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Bodies
from policy.letters.investment_notice import Invested, investment_paper
from policy.letters.matter import Cited, Matter
from policy.letters.paper import Paper
from policy.letters.taken_back import award_taken_back
from policy.processes.investment.lifecycle import Event


def papers_of_an_investment(name: str, day: date, bodies: Bodies, language: str) -> dict[str, Paper]:
    """Return the papers of an investment, by what they show."""
    shown = {
        "An investment that may be bought back": Event.BUY_BACK_OPENED,
        "An investment that its founders may buy first": Event.DISPOSAL_APPROVED,
        "An investment whose price is asked for": Event.BUY_BACK_TAKEN,
        "An investment that has ended": Event.PROCEEDS_BOOKED,
        "An investment whose liquidation is over": Event.LIQUIDATION_CLOSED,
        "An investment that is written off": Event.WRITTEN_OFF,
    }
    terms = {"share_bp": 500, "valuation_fen": 20_000_000_000, "rate_bp": 435, "window_from": "2029-05-11", "window_to": "2030-05-11"}
    invested = Invested(1_000_000_000, date(2026, 5, 11), terms, 1_130_500_000, 1_130_500_000, day, day)
    matter = Matter("EI-2029-000003", name, "sti", day)
    item = ITEMS["equity-investment"]
    part = replace(invested, price_fen=300_000_000, received_fen=300_000_000, part_fen=250_000_000)
    rest = replace(invested, price_fen=830_500_000, received_fen=830_500_000, ended_fen=250_000_000, earlier_fen=300_000_000)
    in_parts = {
        "An investment of which a part is bought back": (Event.BUY_BACK_TAKEN, part),
        "An investment that has ended in part": (Event.PART_DISPOSED, part),
        "An investment whose rest may be bought back": (Event.BUY_BACK_OPENED, rest),
        "An investment whose rest its founders may buy first": (Event.DISPOSAL_APPROVED, rest),
        "An investment whose rest has ended": (Event.PROCEEDS_BOOKED, rest),
    }
    return {
        what: investment_paper(item, matter, event, said, bodies, language)
        for what, (event, said) in ({what: (event, invested) for what, event in shown.items()} | in_parts).items()
    } | {
        "An award that is taken back, as the agreement on it differs": award_taken_back(
            item,
            Matter("BDA-2026-15-000003", name, "sti", day),
            Cited("关于“高科技成长中小企业股权投资”申请的支持决定通知书", "京技科创支〔2026〕15-000003号", date(2026, 5, 11)),
            "双方议定的持股比例与决议不同",
            bodies,
            language,
        )
    }
