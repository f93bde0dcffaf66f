"""年度数据。What statistics office and tax authority count of an enterprise in a year."""

from __future__ import annotations

from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from sandbox.amounts import Fen

FEN_IN_WAN = 1_000_000


class YearFigures(BaseModel):
    """The figures of one enterprise and year.

    Attributes:
        rd_expense_fen: R&D expense of the year.
        prior_rd_expense_fen: That of the year before as the office compares it; None if there is none to compare with.
        little_giant: A 专精特新“小巨人” enterprise in that year.
        on_key_list: On the list of key enterprises in that year.
        first_above_scale: Counted above scale in that year for the first time.
        retained_contribution_fen: The part of its contribution that the area's treasury keeps.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rd_expense_fen: Fen
    prior_rd_expense_fen: Fen | None = None
    little_giant: bool = False
    on_key_list: bool = False
    first_above_scale: bool = False
    retained_contribution_fen: Fen = 0


def figures_until(
    last_year: int,
    *expenses_wan: int,
    contribution_wan: int = 0,
    on_key_list: bool = False,
    little_giant: bool = False,
    first_above_scale: int | None = None,
) -> dict[int, YearFigures]:
    """Lay R&D expenses on the years that end with one; the first of them is only compared with.

    Args:
        last_year: Year of the last expense.
        expenses_wan: R&D expenses in 万元, one a year.
        contribution_wan: Contribution kept in each year, in 万元.
        on_key_list: Whether it is on the key list in each year.
        little_giant: Whether it is a little giant in each year.
        first_above_scale: Year in which it is counted above scale for the first time.
    """
    first_year = last_year - len(expenses_wan) + 2
    return {
        year: YearFigures(
            rd_expense_fen=expense * FEN_IN_WAN,
            prior_rd_expense_fen=prior * FEN_IN_WAN,
            little_giant=little_giant,
            on_key_list=on_key_list,
            first_above_scale=year == first_above_scale,
            retained_contribution_fen=contribution_wan * FEN_IN_WAN,
        )
        for year, (prior, expense) in enumerate(pairwise(expenses_wan), first_year)
    }
