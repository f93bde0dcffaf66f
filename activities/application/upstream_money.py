"""上级资金复核。What an upstream registry says of matched money before a payment: it is taken back, or not on record any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from activities.matching.upstream import ask_about
from gateways.upstream import Upstream
from models.tables import Assessment
from policy.judging.assessment import assess
from policy.judging.standing import Finding, upstream_doubted, upstream_lowered
from policy.language.facts import Json
from policy.language.items import Item
from policy.processes.matching.contradictions import contradictions
from policy.processes.matching.upstream import WORDS, supplied


@dataclass(frozen=True, slots=True)
class UpstreamMoney:
    """What an award matches.

    Attributes:
        item: What was awarded.
        own: The credit codes of its enterprise and all that count as one with it.
        facts: What the application says it matches.
        assessed: The assessment that the award rests on.
    """

    item: Item
    own: Collection[str]
    facts: Mapping[str, Json]
    assessed: Assessment | None

    async def look(self, upstream: Upstream) -> tuple[dict[str, Any], list[Finding]]:
        """Ask again, and return the answer by its source and what of it speaks against paying what was awarded.

        More upstream money than was matched speaks for nothing here: it is claimed by itself.

        Raises:
            SourceUnavailable: It gave no answer that can be believed.
        """
        if self.item.upstream is None or self.assessed is None:
            return {}, []
        answer = await ask_about(upstream, self.item, self.facts)
        return {"upstream": answer}, self._found(self.assessed, answer)

    def _found(self, assessed: Assessment, answer: dict[str, Any] | None) -> list[Finding]:
        if doubts := contradictions(answer):
            return [upstream_doubted("upstream_sound", self.item.citation, WORDS["upstream_sound"], doubts)]
        said = supplied(self.item, self.facts, self.own, answer)
        if said.failures:
            return [upstream_doubted(code, self.item.citation, WORDS[code]) for code in said.failures]
        before, now = (assess(self.item.code, assessed.facts | facts, assessed.rules).award_fen or 0 for facts in ({}, said.facts))
        return [upstream_lowered(self.item.citation, now)] if now < before else []
