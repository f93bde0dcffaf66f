"""故障开关。Faults of the authorities, switched at run time and forgotten at a restart."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

Mode = Literal[
    "down",
    "slow",
    "garbage",
    "error_500",
    "timeout_after_success",
    "never",
    "twice",
    "reordered",
    "wrong_amount",
    "wrong_payee",
    "wrong_subject",
    "forged",
    "late",
    "reject",
]

REQUEST_MODES = frozenset({"down", "slow", "garbage", "error_500", "timeout_after_success", "never"})
SUBJECT_MODES = REQUEST_MODES | {"wrong_subject"}
CALLBACK_MODES = frozenset({"down", "garbage", "never", "twice", "reordered", "wrong_amount", "forged", "late"})

TARGETS: dict[str, frozenset[str]] = {
    "credit": SUBJECT_MODES,
    "credit.finance": SUBJECT_MODES,
    "credit.market": SUBJECT_MODES,
    "credit.tax": SUBJECT_MODES,
    "credit.customs": SUBJECT_MODES,
    "credit.serious_records": SUBJECT_MODES,
    "registration": SUBJECT_MODES,
    "registration.standings": SUBJECT_MODES,
    "tax": SUBJECT_MODES,
    "tax.standings": SUBJECT_MODES,
    "tax.contributions": SUBJECT_MODES,
    "statistics": SUBJECT_MODES,
    "statistics.standings": SUBJECT_MODES,
    "statistics.rd_expenses": SUBJECT_MODES,
    "upstream": SUBJECT_MODES,
    "upstream.projects": SUBJECT_MODES,
    "upstream.insurance_subsidies": SUBJECT_MODES,
    "sms.messages": REQUEST_MODES,
    "bank": SUBJECT_MODES,
    "bank.loans": SUBJECT_MODES,
    "bank.interest": SUBJECT_MODES,
    "oidc": REQUEST_MODES,
    "oidc.jwks": REQUEST_MODES,
    "oidc.token": REQUEST_MODES,
    "treasury.instruct": REQUEST_MODES | {"wrong_amount", "wrong_payee"},
    "treasury.query": REQUEST_MODES | {"wrong_amount", "wrong_payee"},
    "treasury.statement": REQUEST_MODES,
    "treasury.standing": REQUEST_MODES,
    "treasury.receipts": SUBJECT_MODES | {"wrong_amount"},
    "treasury.settlement": frozenset({"never", "late", "reject"}),
    "treasury.callback": CALLBACK_MODES,
}

DEFAULT_SECONDS: dict[str, float] = {"slow": 30.0, "timeout_after_success": 120.0, "never": 120.0, "late": 10.0, "reordered": 10.0}


@dataclass(slots=True)
class Fault:
    """A fault in force.

    Attributes:
        target: What it befalls; `credit` befalls all of `credit.…`.
        mode: How it shows.
        times: How often it still strikes; None until it is removed.
        seconds: How long it holds things up, where the mode does.
    """

    target: str
    mode: Mode
    times: int | None
    seconds: float


class Faults:
    """The faults in force, one for each target.

    Attributes:
        changed: Set, and replaced by a fresh one, when a fault is switched on or off.
    """

    def __init__(self) -> None:
        """Start without faults."""
        self._by_target: dict[str, Fault] = {}
        self.changed = asyncio.Event()

    def put(self, target: str, mode: Mode, times: int | None, seconds: float | None) -> Fault:
        """Switch a fault on, in place of an earlier one on the same target.

        Args:
            target: A key of `TARGETS`.
            mode: One of the modes the target has.
            times: How often it strikes; None means until removed.
            seconds: How long it holds things up; None means the mode's default.

        Raises:
            ValueError: The target is unknown or does not have this mode.
        """
        if mode not in TARGETS.get(target, frozenset()):
            raise ValueError(target)
        fault = Fault(target, mode, times, DEFAULT_SECONDS.get(mode, 0.0) if seconds is None else seconds)
        self._by_target[target] = fault
        self._tell_change()
        return fault

    def remove(self, target: str | None = None) -> None:
        """Switch one target's fault off, or all of them."""
        self._tell_change()
        if target is None:
            self._by_target.clear()
        else:
            self._by_target.pop(target, None)

    def in_force(self) -> list[Fault]:
        """Return the faults in force."""
        return list(self._by_target.values())

    def _tell_change(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()

    def look(self, target: str) -> Fault | None:
        """Return the fault that would befall the next occasion, without counting it."""
        return self._by_target.get(target) or self._by_target.get(target.partition(".")[0])

    def strikes(self, target: str) -> Fault | None:
        """Return the fault that befalls this occasion, and count it; None if all is well."""
        fault = self.look(target)
        if fault is None:
            return None
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._by_target.pop(fault.target, None)
        return fault
