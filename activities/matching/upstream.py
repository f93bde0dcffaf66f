"""上级登记的查询。How the upstream registry is asked about an application or a project; None is a definite answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateways.upstream import Upstream
from policy.language import items
from policy.language.items import Item


async def ask_project(upstream: Upstream, project_no: str) -> dict[str, Any] | None:
    """Return the registry's answer about a project as JSON.

    Raises:
        SourceUnavailable: There is no answer that can be believed.
    """
    answer = await upstream.project(project_no)
    return answer.model_dump(mode="json") if answer else None


async def ask_about(upstream: Upstream, item: Item, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the registry's answer about what an application is matched against, as JSON.

    Raises:
        SourceUnavailable: There is no answer that can be believed.
    """
    if item.upstream is items.Upstream.PROJECT:
        return await ask_project(upstream, str(facts["project_no"]))
    answer = await upstream.insurance_subsidy(str(facts["policy_no"]))
    return answer.model_dump(mode="json") if answer else None
