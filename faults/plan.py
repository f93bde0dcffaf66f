"""演练计划。What a seed says: who walks which process in a round, and what is done to the servers and the authorities meanwhile.

Moments are counted in acts of people and not in seconds, so that a seed says the same on a slow machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final

from sandbox.credit_code import numbered_code

APPLICATION_ITEMS: Final = ("core-technology", "innovation-centre", "science-award")
APPLICANTS: Final[dict[str, tuple[str, ...]]] = {
    "application": ("applicant-chenxin",),
    "items": (),
    "instalment": (),
    "scenario": ("applicant-chenxin", "applicant-yunheng", "applicant-qinghe"),
    "post-grant": ("applicant-chenxin", "applicant-yunheng", "applicant-qinghe"),
    "change-application": ("applicant-chenxin", "applicant-yunheng", "applicant-qinghe"),
    "matching": ("applicant-chenxin",),
    "annual-run": (),
    "commitment": ("applicant-qinghe",),
    "clawback": ("applicant-chenxin",),
    "redecision": ("applicant-chenxin",),
    "debarment": ("applicant-lishi",),
    "recognition": ("applicant-chenxin",),
    "enquiry": ("applicant-chenxin",),
    "evaluation": ("applicant-chenxin",),
    "meeting": ("applicant-chenxin",),
    "refund": ("applicant-chenxin",),
    "succession": ("applicant-beichen", "applicant-yunheng"),
    "benefit": ("applicant-chenxin",),
    "window": ("applicant-chenxin", "applicant-yunheng"),
    "loan": ("applicant-chenxin",),
    "voucher": ("applicant-chenxin", "applicant-yunheng"),
    "equity": ("applicant-chenxin",),
}
"""The demonstrations that are walked, and the applicants of each whose part an enterprise of its own plays.

An annual run is about a year of everybody: there is one, and its people play themselves. Others enter organisations that are new.
"""

OFFICIALS: Final = {
    **{f"{role}-{department}": number for department in ("sti", "comfin", "bizcoop") for role, number in (("officer", 4), ("approver", 3))},
    "finance": 4,
}
"""Whose colleagues may play their part, and how many they are."""

_WHILE_SOURCES_FAIL: Final = (
    "items",
    "instalment",
    "post-grant",
    "scenario",
    "redecision",
    "debarment",
    "matching",
    "recognition",
    "meeting",
    "succession",
    "loan",
    "voucher",
    "equity",
)
_WHILE_NONE_FAILS: Final = ("commitment", "change-application", "clawback", "enquiry", "evaluation", "refund", "benefit", "window")
# Both are about everybody: two of them would be in each other's way.
_ONE_AT_A_TIME: Final = frozenset({"annual-run", "commitment", "benefit", "evaluation", "window"})

PARTS: Final = ("postgres", "temporal", "sandbox", "worker", "api")
"""What is killed, in the order in which it is started again."""

FIRST_ENTERPRISE: Final = 500_000
ENTERPRISES_A_ROUND: Final = 1_000
BESIDE: Final = 3
"""How many walks there are in a round beside those that each round of its kind has."""
STRIKES_A_ROUND: Final = 200

_MODES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            "credit.finance",
            "credit.market",
            "credit.tax",
            "credit.customs",
            "registration",
            "tax",
            "upstream.projects",
            "bank.loans",
            "bank.interest",
        ),
        ("down", "slow", "garbage", "error_500", "timeout_after_success", "wrong_subject"),
    ),
    **dict.fromkeys(
        ("treasury.instruct", "treasury.query"),
        ("down", "slow", "garbage", "error_500", "timeout_after_success", "wrong_amount", "wrong_payee"),
    ),
    "treasury.receipts": ("down", "slow", "garbage", "error_500"),
    "treasury.settlement": ("late",),
    "treasury.callback": ("down", "garbage", "never", "twice", "reordered", "wrong_amount", "forged", "late"),
    "oidc.jwks": ("down", "slow", "error_500"),
    "oidc.token": ("down", "slow", "error_500"),
}
# Who asks the treasury is more often wrong about what became of it than who asks a register.
_TARGETS: Final = tuple(target for target in _MODES for _ in range(3 if target.startswith("treasury") else 1))


@dataclass(frozen=True, slots=True)
class Walker:
    """One walk through a process.

    Attributes:
        name: What it is called in logs, and what its people mark their papers by.
        process: Which demonstration.
        item: What is applied for, where the demonstration has a choice.
        enterprises: The credit code of the enterprise that plays an applicant's part, by that applicant.
        cast: Which colleague plays an official's part, by that official.
    """

    name: str
    process: str
    item: str | None
    enterprises: dict[str, str]
    cast: dict[str, str]


@dataclass(frozen=True, slots=True)
class Strike:
    """Something that is done to the system.

    Attributes:
        what: `kill` and start again, an authority's `fault`, or `keep` and later `restore` what Temporal knows.
        acts: How many acts of people come between the strike before and this one.
        delay: How many seconds it comes after the act.
        parts: What is killed.
        away: How many seconds it stays away.
        target: Which authority fails.
        mode: How it fails.
        times: How often.
    """

    what: str
    acts: int
    delay: float = 0.0
    parts: tuple[str, ...] = ()
    away: float = 0.0
    target: str = ""
    mode: str = ""
    times: int = 0

    @property
    def seconds(self) -> float:
        """How long it holds up what it befalls, where its mode does."""
        return 1.0 + self.times


@dataclass(frozen=True, slots=True)
class Round:
    """What happens between two looks at what has to hold.

    Attributes:
        number: From 1.
        walkers: Who walks.
        strikes: What is done meanwhile, as long as somebody walks.
    """

    number: int
    walkers: tuple[Walker, ...]
    strikes: tuple[Strike, ...] = field(repr=False)


def round_of(seed: int, number: int, processes: tuple[str, ...] | None = None) -> Round:
    """Return a round of a seed.

    Args:
        seed: The seed.
        number: Which round, from 1.
        processes: Which processes are walked; None lets the seed choose.
    """
    chance = Random(f"{seed}/{number}")  # noqa: S311 - it is to be foreseen
    # A source that is silent during the yearly check of commitments is asked again after an hour, which nobody here waits for.
    sources_fail = number % 2 == 0
    chosen = list(processes) if processes is not None else _processes(chance, number, sources_fail=sources_fail)
    chance.shuffle(chosen)
    enterprise = FIRST_ENTERPRISE + number * ENTERPRISES_A_ROUND
    walkers = []
    for position, process in enumerate(chosen, start=1):
        applicants = APPLICANTS[process]
        enterprises = {person: numbered_code(enterprise + offset) for offset, person in enumerate(applicants)}
        enterprise += len(applicants)
        item = chance.choice(APPLICATION_ITEMS) if process == "application" else None
        walkers.append(Walker(f"{number}.{position}", process, item, enterprises, _cast(chance)))
    strikes = [_strike(chance, sources_fail=sources_fail) for _ in range(STRIKES_A_ROUND)]
    if number % 3 == 0:
        strikes[1], strikes[4] = Strike("keep", strikes[1].acts), Strike("restore", strikes[4].acts)
    return Round(number, tuple(walkers), tuple(strikes))


def _processes(chance: Random, number: int, *, sources_fail: bool) -> list[str]:
    """Return what is walked: every process within two rounds, leaving while no source fails, and the annual run once."""
    fixed = ["application", *(_WHILE_SOURCES_FAIL if sources_fail else _WHILE_NONE_FAILS), *(["annual-run"] if number == 1 else [])]
    return fixed + chance.choices([process for process in APPLICANTS if process not in _ONE_AT_A_TIME], k=BESIDE)


def _cast(chance: Random) -> dict[str, str]:
    """Return who plays whom: each official is played by a colleague, and no two by one."""
    return {
        f"{place}-{part}": f"{place}-{player}"
        for place, number in OFFICIALS.items()
        for part, player in enumerate(chance.sample(range(1, number + 1), number), start=1)
    }


def _strike(chance: Random, *, sources_fail: bool) -> Strike:
    acts, delay = chance.randint(4, 18), round(chance.uniform(0, 0.5), 2)
    if chance.random() < 0.4:  # noqa: PLR2004 - two in five
        target = chance.choice([target for target in _TARGETS if sources_fail or target.partition(".")[0] in {"treasury", "oidc"}])
        return Strike("fault", acts, delay, target=target, mode=chance.choice(_MODES[target]), times=chance.randint(1, 3))
    # Authorities that are killed are as silent as one that fails.
    standing = [part for part in PARTS if sources_fail or part != "sandbox"]
    parts = chance.sample(standing, chance.choice((1, 1, 1, 2)))
    return Strike("kill", acts, delay, parts=tuple(part for part in PARTS if part in parts), away=round(chance.uniform(0, 2), 2))
