"""OpenFisca 的写法。Clauses 2, 5 and 6 under the general terms as OpenFisca variables, vectorised the way it is meant to be used.

Money is `value_type=float`, which OpenFisca keeps in float32: its integers have 32 bits, too few for fen. Choices are whole numbers and
the figures of the law stand in the formulas, both of which are cheaper than enumerations and dated parameters.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.rows import ITEMS
from policy.money import wan
from policy.opinions_2022_8.general_terms import IN_FORCE_DAY, IN_FORCE_YEAR

PERIOD: Final = "2025"
ENTERPRISE: Final = build_entity(key="enterprise", plural="enterprises", label="Enterprise", is_person=True)
FLAGS: Final = ("registered_in_area", "taxed_in_area", "statistics_in_area", "fits_direction", "on_key_list", "little_giant")
NUMBERS: Final = ("serious_records", "matter_day", "application_day", "year", "latest_year", "level", "event", "size")
AMOUNTS: Final = ("already_paid_fen", "cap_used_fen", "upstream_received_fen", "rd_expense_fen", "target_fen")


def _variable(name: str, kind: type, formula: Any = None) -> type[Variable]:  # noqa: ANN401 - a formula of OpenFisca's kind
    body = {"value_type": kind, "entity": ENTERPRISE, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def _may_apply(one: Any, period: Any) -> Any:  # noqa: ANN401
    here = one("registered_in_area", period) * one("taxed_in_area", period) * one("statistics_in_area", period)
    matter_day = one("matter_day", period)
    in_time = (matter_day >= IN_FORCE_DAY) * (matter_day <= one("application_day", period))
    return here * (one("serious_records", period) == 0) * in_time


def _in_year(one: Any, period: Any) -> Any:  # noqa: ANN401
    year = one("year", period)
    return (year >= IN_FORCE_YEAR) * (year <= one("latest_year", period))


def _settled(one: Any, period: Any, entitled: Any, ceiling: Any) -> Any:  # noqa: ANN401
    left = np.minimum(entitled - one("already_paid_fen", period), ceiling - one("cap_used_fen", period))
    return one("may_apply", period) * np.maximum(left, 0)


def _clause_2(one: Any, period: Any) -> Any:  # noqa: ANN401
    entitled = np.minimum(one("upstream_received_fen", period), wan(2000)) * one("fits_direction", period) * _in_year(one, period)
    return _settled(one, period, entitled, wan(2000))


def _clause_5(one: Any, period: Any) -> Any:  # noqa: ANN401
    level, event = one("level", period), one("event", period)
    new = np.where(level == 2, (event == 1) + (event == 2), event <= 2)
    amount = np.select([level == 0, level == 1, level == 2], [wan(1000), wan(100), wan(50)]) * new
    return _settled(one, period, amount, amount)


def _clause_6(one: Any, period: Any) -> Any:  # noqa: ANN401
    addressed = one("little_giant", period) + one("on_key_list", period) * (one("size", period) <= 1)
    excess = np.maximum(one("rd_expense_fen", period) - one("target_fen", period), 0) * addressed
    return _settled(one, period, np.minimum(np.floor(excess * 0.2), wan(300)) * _in_year(one, period), wan(300))


def prepare(columns: dict[str, Any], rows: int) -> Any:  # noqa: ANN401 - OpenFisca's simulation
    """Return a simulation that holds the columns."""
    system = TaxBenefitSystem([ENTERPRISE])
    system.add_variables(*(_variable(name, bool) for name in FLAGS), *(_variable(name, int) for name in NUMBERS))
    system.add_variables(*(_variable(name, float) for name in AMOUNTS), _variable("may_apply", bool, _may_apply))
    formulas = zip(ITEMS, (_clause_2, _clause_5, _clause_6), strict=True)
    system.add_variables(*(_variable(_name(code), float, formula) for code, formula in formulas))
    simulation = SimulationBuilder().build_default_simulation(system, count=rows)
    for name in (*FLAGS, *NUMBERS, *AMOUNTS):
        simulation.set_input(name, PERIOD, columns[name])
    return simulation


def awards(simulation: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the awards of each clause, calculated."""
    return {code: simulation.calculate(_name(code), PERIOD) for code in ITEMS}


def _name(code: str) -> str:
    return code.replace("-", "_")
