"""来源数据现值。What the sources of an award say of its figures today, as the API asks them when somebody would correct one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from activities.application.figures import Figures
from gateways.errors import SourceUnavailable
from gateways.statistics import Statistics
from gateways.tax import Tax
from models.queries import application as applications
from models.queries import succession
from models.session import Database
from policy.language.facts import Json


@dataclass(frozen=True, slots=True)
class AskedFigures:
    """The authorities behind their gateways.

    Attributes:
        database: Where the award is kept.
        statistics: Who counts expenses and sizes.
        tax: Who counts contributions.
    """

    database: Database
    statistics: Statistics
    tax: Tax

    async def of(self, application_id: uuid.UUID) -> Mapping[str, Json] | None:
        """Return what they say now of the figures an award rests on, by fact; None where one gives no answer that can be believed."""
        async with self.database.reading() as session:
            application = await applications.of(session, application_id)
            uscc = await succession.current(session, application.enterprise_uscc)
            # As it was offered: what a paper has corrected since is asked about as well.
            figures = await Figures.of(session, application, uscc)
        try:
            changed = await figures.changed(self, uscc)
        except SourceUnavailable:
            return None
        return {code: changed.get(code, value) for before in figures.before.values() for code, value in before.items()}
