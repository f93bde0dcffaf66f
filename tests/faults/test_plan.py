"""演练计划的测试。A seed says who walks what and what is struck when, the same each time."""

from __future__ import annotations

from itertools import chain

import pytest

from faults.plan import APPLICANTS, PARTS, round_of
from runtime.demo.command import PROCESSES
from sandbox.faults import TARGETS
from sandbox.people import BY_ID

SEEDS = range(20)


def test_round_is_the_same_when_the_seed_is() -> None:
    assert [round_of(7, number) for number in range(1, 5)] == [round_of(7, number) for number in range(1, 5)]


def test_rounds_differ_when_the_seeds_do() -> None:
    assert round_of(1, 1) != round_of(2, 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_process_is_walked_within_two_rounds(seed: int) -> None:
    assert {walker.process for number in (1, 2) for walker in round_of(seed, number).walkers} == set(PROCESSES) == set(APPLICANTS)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_source_fails_while_an_enterprise_leaves(seed: int) -> None:
    its = round_of(seed, 3)
    assert "commitment" in {walker.process for walker in its.walkers}
    assert {strike.target.partition(".")[0] for strike in its.strikes} <= {"", "treasury", "oidc"}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_part_is_killed_and_every_authority_fails(seed: int) -> None:
    strikes = list(chain.from_iterable(round_of(seed, number).strikes for number in range(1, 7)))
    assert set(chain.from_iterable(strike.parts for strike in strikes)) == set(PARTS)
    assert {strike.mode for strike in strikes if strike.what == "fault"} <= set(chain.from_iterable(TARGETS.values()))
    assert all(strike.mode in TARGETS[strike.target] for strike in strikes if strike.what == "fault")


@pytest.mark.parametrize("seed", SEEDS)
def test_temporal_is_kept_before_it_is_restored(seed: int) -> None:
    whats = [strike.what for strike in round_of(seed, 3).strikes]
    assert whats.index("keep") < whats.index("restore")


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_plays_two_officials(seed: int) -> None:
    for walker in round_of(seed, 2).walkers:
        assert sorted(walker.cast) == sorted(walker.cast.values())
        assert walker.cast.keys() <= BY_ID.keys()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_walks_share_an_enterprise(seed: int) -> None:
    codes = [code for number in range(1, 5) for walker in round_of(seed, number).walkers for code in walker.enterprises.values()]
    assert len(set(codes)) == len(codes)
