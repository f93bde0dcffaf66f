"""归集的测试。Four lists read side by side: nobody is skipped, nobody is taken for somebody else, nothing is read twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from activities.annual_run.collecting import Ahead
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import Office
from tests.workflows.annual_runs import growth_rule, member, order, run_case


@dataclass(frozen=True)
class Row:
    uscc: str
    number: int = 0


class Listed:
    """A list given in pages of a few rows, none of which parts the rows of one code."""

    def __init__(self, rows: Sequence[Row], size: int) -> None:
        self.rows, self.size, self.asked = sorted(rows, key=lambda row: row.uscc), size, list[str | None]()

    async def fetch(self, after: str | None) -> tuple[list[Row], str | None]:
        self.asked.append(after)
        rest = [row for row in self.rows if row.uscc > (after or "")]
        codes = sorted({row.uscc for row in rest})[: self.size]
        page = [row for row in rest if row.uscc in codes]
        return page, codes[-1] if codes and len(page) < len(rest) else None


codes = st.text("ABCD", min_size=1, max_size=3)


@given(rows=st.lists(st.builds(Row, codes, st.integers(0, 3)), max_size=30), stops=st.sets(codes, min_size=1), size=st.integers(1, 4))
async def test_every_row_is_given_once_where_its_code_is_asked_for(rows: list[Row], stops: set[str], size: int) -> None:
    listed = Listed(rows, size)
    ahead, given_ = Ahead[Any](listed.fetch, None), list[Row]()
    for last in sorted(stops):
        found = await ahead.up_to(last)
        assert all(uscc <= last and all(row.uscc == uscc for row in of_it) for uscc, of_it in found.items())
        given_ += [row for of_it in found.values() for row in of_it]
    assert given_ == [row for row in listed.rows if row.uscc <= max(stops)]
    assert len(listed.asked) == len(set(listed.asked))


async def test_member_is_not_taxed_here_when_the_tax_authority_does_not_list_it(growth: Office) -> None:
    known = (await growth.sandbox.get("/admin/enterprises")).json()
    (await growth.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=known[CHENXIN] | {"taxed_in_area": False})).raise_for_status()
    (await growth.sandbox.put(f"/admin/enterprises/{YUNHENG}", json=known[YUNHENG] | {"status": "revoked"})).raise_for_status()
    await growth_rule(growth)
    run = await run_case(growth, await order(growth))
    await run.reach("release")
    assert (await member(growth, run, CHENXIN)).failed == ["taxed_in_area"]
    # Who was revoked is registered no longer, wherever it was.
    assert (await member(growth, run, YUNHENG)).failed == ["registered_in_area"]
