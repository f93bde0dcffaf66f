"""股权投资文书样本。The papers of an investment, as the page of letters shows them."""

from __future__ import annotations

from datetime import date

from policy.judging.catalogue import ITEMS
from policy.letters.investment_notice import Invested, investment_paper
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.processes.investment.lifecycle import Event


def papers_of_an_investment(name: str, day: date, language: str) -> dict[str, Paper]:
    """Return the papers of an investment, by what they show."""
    shown = {
        "An investment that may be bought back": Event.BUY_BACK_OPENED,
        "An investment that its founders may buy first": Event.DISPOSAL_APPROVED,
        "An investment whose price is asked for": Event.BUY_BACK_TAKEN,
        "An investment that has ended": Event.PROCEEDS_BOOKED,
        "An investment that has ended in part": Event.PART_DISPOSED,
        "An investment whose liquidation is over": Event.LIQUIDATION_CLOSED,
        "An investment that is written off": Event.WRITTEN_OFF,
    }
    terms = {"share_bp": 500, "valuation_fen": 20_000_000_000, "rate_bp": 435, "window_from": "2029-05-11", "window_to": "2030-05-11"}
    invested = Invested(1_000_000_000, date(2026, 5, 11), terms, 1_130_500_000, 1_130_500_000, day, day)
    matter = Matter("IV-2029-000003", name, "sti", day)
    return {what: investment_paper(ITEMS["equity-investment"], matter, event, invested, language) for what, event in shown.items()}
