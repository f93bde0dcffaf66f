"""退缴。How much of an award has to be paid back and what lateness costs, exact to the fen, with the figures it follows from.

The Opinions ask for a commitment to stay (general term 6) and leave it to implementing rules what breaking it costs. So nothing is
reclaimed, and no interest runs, unless a rule in force when the commitment was signed says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.language.parameters import Unset
from policy.language.readers import Values
from policy.money import Rate, parse_rate, write_official, write_rate, write_yuan
from policy.text import Text
from policy.working_days import years_after

NONE, PRO_RATA, FULL = "none", "pro_rata", "full"
FEWEST_INSTALMENTS: Final = 2
MOST_INSTALMENTS: Final = 60
LONGEST_PLAN_YEARS: Final = 5


class Calculation(NamedTuple):
    """An amount and how it was calculated.

    Attributes:
        amount_fen: What has to be paid back, in fen.
        reckoning: The figures it follows from, as JSON.
    """

    amount_fen: int
    reckoning: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of an undertaking that say what a breach costs.

    Attributes:
        repay: "none", "pro_rata" or "full".
        stay_years: Years it binds; None while no rule says so.
        late_rate: Interest a day on what is paid back late; None while no rule says so.
    """

    repay: str = NONE
    stay_years: int | None = None
    late_rate: Rate | None = None

    @classmethod
    def of(cls, law: Values) -> Terms:
        """Read the terms from an item's figures in force on the day of signing (`RuleBook.figures`)."""
        return cls(law.repay, settled(law.stay_years), settled(law.late_rate))

    @classmethod
    def parse(cls, written: Mapping[str, Any]) -> Terms:
        """Read the terms as `as_dict` wrote them."""
        return cls(written["repay"], written["stay_years"], parse_rate(written["late_rate"]))

    def as_dict(self) -> dict[str, Any]:
        """Return the terms as JSON."""
        return {
            "repay": self.repay,
            "stay_years": self.stay_years,
            "late_rate": None if self.late_rate is None else write_rate(self.late_rate),
        }


def settled(figure: Any) -> Any:  # noqa: ANN401 - a parameter's value of any form
    """Return a figure that a rule has set, or None."""
    return None if isinstance(figure, Unset) else figure


def bound_until(signed_on: date, stay_years: int) -> date:
    """Return the first day on which an undertaking no longer binds; one signed on 29 February ends with that month."""
    return years_after(signed_on, stay_years)


def reclaim(terms: Terms, paid_fen: int, signed_on: date, breach_on: date) -> Calculation:
    """Return the amount to repay for a broken undertaking by its terms.

    Args:
        terms: What it says.
        paid_fen: What was paid, in fen.
        signed_on: When it was signed.
        breach_on: The first day on which it was not kept.

    Raises:
        Refusal: `incomplete`, when the share is to be calculated from a period that no rule has set.
    """
    if terms.repay == PRO_RATA:
        if terms.stay_years is None:
            raise Refusal(
                Code.INCOMPLETE,
                Text("实施细则未定承诺年限，不能按比例计算。", "No rule says how many years the commitment binds."),
                [Fault("stay_years", Text("实施细则未规定", "is not set by any rule"))],
            )
        amount_fen, figures = unserved_part(paid_fen, signed_on, terms.stay_years, breach_on)
    else:
        binding = breach_on >= signed_on and (terms.stay_years is None or breach_on < bound_until(signed_on, terms.stay_years))
        amount_fen = paid_fen if terms.repay == FULL and binding else 0
        figures = {"paid_fen": paid_fen, "signed_on": signed_on.isoformat(), "breach_on": breach_on.isoformat()}
    return Calculation(amount_fen, {"terms": terms.as_dict(), **figures})


def unserved_part(paid_fen: int, signed_on: date, stay_years: int, breach_on: date) -> Calculation:
    """Return the part of an award that stands for the days the commitment was not kept, rounded down to the fen.

    The day of signing is the first of the period, the day of the breach the first that is not served; a breach after the period costs
    nothing, one before it everything.
    """
    end_on = bound_until(signed_on, stay_years)
    days = (end_on - signed_on).days
    served = min(max((breach_on - signed_on).days, 0), days)
    amount_fen = paid_fen * (days - served) // days if days else 0
    figures = {
        "paid_fen": paid_fen,
        "signed_on": signed_on.isoformat(),
        # Its last day, as whoever signed it reads it.
        "bound_until": (end_on - timedelta(days=1)).isoformat() if days else end_on.isoformat(),
        "breach_on": breach_on.isoformat(),
        "days": days,
        "days_served": served,
    }
    return Calculation(amount_fen, figures)


def late_interest(late_fen_days: int, late_rate: Rate | None) -> int:
    """Return the interest on everything of a debt that was late, rounded down to the fen once; none without a rate.

    Args:
        late_fen_days: Each part that was late, in fen, times the days it was late, summed. The due day itself is in time.
        late_rate: Interest a day.
    """
    return 0 if late_rate is None else late_fen_days * late_rate.numerator // late_rate.denominator


@dataclass(frozen=True, slots=True)
class Due:
    """What is left of one instalment.

    Attributes:
        ordinal: Which one.
        left_fen: What of it is not paid back.
        days_late: Days past its due day when the money came in; 0 when that was in time.
    """

    ordinal: int
    left_fen: int
    days_late: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where an amount received goes.

    Attributes:
        parts: Principal in fen by instalment.
        late_fen_days: What these parts add to the fen that were late, times days.
        interest_fen: Interest that the whole debt has cost by then.
        interest_paid_fen: What of the amount pays interest.
        beyond_fen: What of the amount nobody owes.
    """

    parts: dict[int, int]
    late_fen_days: int
    interest_fen: int
    interest_paid_fen: int
    beyond_fen: int


def allocate(
    amount_fen: int,
    dues: Sequence[Due],
    late_fen_days: int,
    interest_repaid_fen: int,
    late_rate: Rate | None,
    surcharge_fen: int = 0,
) -> Allocation:
    """Divide money received: to the principal first, the oldest instalment first, and what remains to interest.

    Interest is of the debt, not of a receipt: it comes to the same however the money comes in.

    Args:
        amount_fen: What was received.
        dues: What is left of each instalment, oldest first.
        late_fen_days: Of what came in late before.
        interest_repaid_fen: Interest that is paid.
        late_rate: Interest a day.
        surcharge_fen: What is owed on top whenever it comes in; it is paid as interest is.
    """
    left_fen, parts = amount_fen, {}
    added = 0
    for due in dues:
        part_fen = min(left_fen, due.left_fen)
        if part_fen:
            parts[due.ordinal] = part_fen
            added += part_fen * max(due.days_late, 0)
            left_fen -= part_fen
    interest_fen = surcharge_fen + late_interest(late_fen_days + added, late_rate)
    interest_paid_fen = max(min(left_fen, interest_fen - interest_repaid_fen), 0)
    return Allocation(parts, added, interest_fen, interest_paid_fen, left_fen - interest_paid_fen)


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of what is demanded and the day it is due."""

    due_on: date
    amount_fen: int


def check_plan(plan: Iterable[Mapping[str, Any]], amount_fen: int, today: date) -> list[Instalment]:
    """Return a plan of instalments that pays back exactly what is demanded.

    Args:
        plan: `{"due_on": "2027-03-31", "amount_fen": 100}` for each, as asked for.
        amount_fen: What is demanded.
        today: The day it is asked for; the first instalment is due later.

    Raises:
        Refusal: `invalid_input` with every fault: a date that is none or not after the one before, too late a date, amounts that do
            not sum to what is demanded.
    """
    faults: list[Fault] = []
    found: list[Instalment] = []
    before, last = today, bound_until(today, LONGEST_PLAN_YEARS)
    parts = list(plan)
    if len(parts) < FEWEST_INSTALMENTS:
        one = Text("至少分两期；一次退缴的，请同意退缴", "has two instalments at least; to pay at once, accept the demand")
        faults.append(Fault("plan", one))
    for index, part in enumerate(parts):
        due_on = parse_due(str(part["due_on"]))
        if due_on is None or due_on <= before or due_on > last:
            faults.append(
                Fault(
                    f"plan.{index}.due_on",
                    Text(f"应为{in_chinese(before)}之后、不晚于{in_chinese(last)}的日期", f"must be after {before}, by {last}"),
                )
            )
        before = max(before, due_on or before)
        found.append(Instalment(due_on or before, int(part["amount_fen"])))
    total_fen = sum(part.amount_fen for part in found)
    if total_fen != amount_fen:
        faults.append(
            Fault(
                "plan",
                Text(
                    f"合计{write_official(total_fen)}，应为{write_official(amount_fen)}",
                    f"sums to {write_yuan(total_fen)} yuan instead of {write_yuan(amount_fen)}",
                ),
            )
        )
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text(*_joined(faults)), faults)
    return found


def _joined(faults: Sequence[Fault]) -> tuple[str, str]:
    return (
        "分期计划有误：" + "；".join(fault.message.zh for fault in faults),
        "The plan is not valid: " + "; ".join(f"{fault.field} {fault.message.en}" for fault in faults),
    )


def parse_due(written: str) -> date | None:
    """Read a day written YYYY-MM-DD; None when it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def check_received_on(written: str, paid_on: date, today: date) -> date:
    """Return the day on which money came in for debts.

    Args:
        written: The day, as asked for.
        paid_on: The first day on which the award of every such debt was paid out: before it nothing of them could be paid back.
        today: The day it is recorded.

    Raises:
        Refusal: `invalid_input`, for what is no day from `paid_on` until `today`.
    """
    received_on = parse_due(written)
    if received_on is not None and paid_on <= received_on <= today:
        return received_on
    within = Text(
        f"应为资金首次拨付之日（{in_chinese(paid_on)}）至今日（{in_chinese(today)}）之间的日期",
        f"must be a day from {paid_on}, when the money was first paid out, to {today}, today",
    )
    message = Text(f"到账日期{within.zh}。", f"The day the money came in {within.en}.")
    raise Refusal(Code.INVALID_INPUT, message, [Fault("received_on", within)])
