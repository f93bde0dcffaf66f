"""政策试算的活动。The activity that tries a what-if, and the one that ends it without a result.

What is read is read in one read-only transaction, which sees one moment and can write nothing. The numbers are reckoned in a thread of
their own, so that the heart goes on beating and a cancellation is heard; what was found is kept whole, in one transaction, once.
"""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.case.deployment import Deployment
from activities.case.heartbeats import say
from activities.signatures.what_if import END_WHAT_IF, TRY_WHAT_IF, WhatIfEnd, WhatIfOrder, WhatIfTried
from models.commands import what_if as commands
from models.queries import annual_run as annual_runs
from models.queries import implementing_rule as rules
from models.queries import what_if as queries
from models.queries import what_if_population as populations
from models.queries.what_if_population import Extract
from models.tables import WhatIf
from policy.errors import Code, Refusal
from policy.language.facts import Json
from policy.text import Text
from policy.what_if.order import Against, Order, parse_order, tried
from policy.what_if.population import Population
from policy.what_if.result import Compared, Money
from policy.what_if.states import WhatIfState
from policy.what_if.synthetic import synthetic

# Whatever was begun before then has been committed or has failed: no transaction lasts a hundredth of it.
SETTLES: Final = timedelta(hours=1)
_GONE = Text("没有这次年度运行。", "There is no such run.")
_FAILED = Text("试算多次未能完成。", "It could not be carried out, though it was tried again and again.")


@dataclass(frozen=True, slots=True)
class WhatIfActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
    """

    deployment: Deployment

    @property
    def every(self) -> tuple[Any, ...]:
        """All of them, for a worker."""
        return self.try_what_if, self.end_what_if

    @activity.defn(name=TRY_WHAT_IF)
    async def try_what_if(self, given: WhatIfOrder) -> WhatIfTried:
        """Try it from the beginning; one that has a result or was ended is left as it is."""
        identity = uuid.UUID(given.what_if_id)
        async with self.deployment.database.reading() as session:
            row = await queries.find(session, identity)
        if row is None:
            _not_ours()
        if row.state != WhatIfState.RUNNING:
            return _told(row)
        try:
            return await self._try(identity, parse_order(row.asked))
        except Refusal as refusal:
            return await self._end(identity, WhatIfState.FAILED, datetime.now(UTC), refusal)

    @activity.defn(name=END_WHAT_IF)
    async def end_what_if(self, given: WhatIfEnd) -> WhatIfTried:
        """End it without a result, unless it has one by now."""
        state = WhatIfState.CANCELLED if given.cancelled else WhatIfState.FAILED
        failed = None if given.cancelled else Refusal(Code.BUSY, _FAILED)
        return await self._end(uuid.UUID(given.what_if_id), state, given.at, failed)

    async def _try(self, identity: uuid.UUID, order: Order) -> WhatIfTried:
        await self._say(identity, {"step": "reading"})
        population, keys, money, taken = await self._read(order)
        await self._say(identity, {"step": "judging", "cases": population.rows})
        compared, result = await self._reckon(identity, order, population, money)
        async with self.deployment.database.writing() as session:
            row = await queries.locked(session, identity)
            if row is None:
                _not_ours()
            if row.state == WhatIfState.RUNNING:
                await commands.finish(session, row, result, compared, keys, datetime.now(UTC))
        if taken is not None:
            before = datetime.now(UTC) - SETTLES
            async with self.deployment.database.writing() as session:
                await commands.keep_extract(session, order.item.code, taken, int(before.timestamp() * 1000))
        return _told(row)

    async def _read(self, order: Order) -> tuple[Population, Any, Money, Extract | None]:
        async with self.deployment.database.snapshot() as session:
            money = order.money(await queries.appropriated(session, order.item))
            if order.against is Against.CASES:
                taken = await populations.extract(session, order.item)
                return *await populations.cases(session, order.item, taken), money, taken
            if order.against is Against.ANNUAL_RUN:
                run = await annual_runs.find(session, str(order.annual_run))
                if run is None or run.item_code != order.item.code:
                    raise Refusal(Code.NOT_FOUND, _GONE)
                return *await populations.members(session, order.item, run), money, None
            written = await rules.written_rules(session, order.item.code)
        invented = await asyncio.to_thread(synthetic, order.item, order.synthetic or {}, written)
        return invented, populations.numbered(invented.rows), money, None

    async def _reckon(self, identity: uuid.UUID, order: Order, population: Population, money: Money) -> tuple[Compared, dict[str, Json]]:
        stopped = threading.Event()

        def go_on() -> None:
            if stopped.is_set():
                raise asyncio.CancelledError

        try:
            compared, result, steps = await asyncio.to_thread(tried, order, population, money, go_on)
            taken: list[dict[str, Json]] = []
            while (step := await asyncio.to_thread(next, steps, None)) is not None:
                taken.append(step)
                of = len(order.sweep.values) if order.sweep else 0
                await self._say(identity, {"step": "sweeping", "cases": population.rows, "taken": len(taken), "of": of})
        finally:
            # Whoever is cancelled does not leave a thread behind that goes on reckoning.
            stopped.set()
        swept = {"figure": order.sweep.figure, "steps": taken} if order.sweep else None
        return compared, result | {"sweep": swept}

    async def _say(self, identity: uuid.UUID, progress: Mapping[str, Any]) -> None:
        say(**progress)
        async with self.deployment.database.writing() as session:
            await commands.say(session, identity, progress)

    async def _end(self, identity: uuid.UUID, state: WhatIfState, at: datetime, refusal: Refusal | None = None) -> WhatIfTried:
        async with self.deployment.database.writing() as session:
            row = await queries.locked(session, identity)
            if row is None:
                _not_ours()
            if row.state == WhatIfState.RUNNING:
                commands.end(row, state, at, refusal)
        return _told(row)


def _told(row: WhatIf) -> WhatIfTried:
    result = row.result or {}
    return WhatIfTried(row.state, result.get("cases", 0), result.get("difference_fen", 0))


def _not_ours() -> NoReturn:
    """Refuse what nobody asked for here: to try it again would not help."""
    message = "there is no such what-if"
    raise ApplicationError(message, non_retryable=True)
