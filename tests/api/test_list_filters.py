"""列表的筛选与排序。Every list that grows can be sorted, and every list of cases narrowed down by number, enterprise and days."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import ROUTERS
from api.schemas.case import CaseShown
from api.web.query_names import _asked_for
from api.web.reads import ReadRoute

# Of one matter, or in an order that is their own: by code, by person, or as they were computed.
IN_THEIR_OWN_ORDER = {
    "/annual-runs/targets/{batch_id}",
    "/annual-runs/{reference}/members",
    "/evaluations/{reference}/figures/{figure}/cases",
    "/open-data/editions",
    "/people",
    "/simulations/{what_if_id}/cases",
    "/webhooks",
    "/webhooks/{webhook_id}/deliveries",
}
# About none, or about people, whom nobody finds by their code.
OF_NO_ENTERPRISE = {
    "/annual-runs",
    "/benefits",
    "/calls",
    "/document-changes",
    "/evaluations",
    "/meetings",
    "/windows",
}


def lists() -> Iterator[tuple[ReadRoute, set[str]]]:
    """Yield every list that is read page by page, with the query parameters it takes."""
    for module in ROUTERS:
        for route in module.router.routes:
            if isinstance(route, ReadRoute) and route.row is not None and "cursor" in (asked := set(_asked_for(route.dependant))):
                yield route, asked


LISTS = {route.path_format: (route, asked) for route, asked in lists()}
OF_CASES = sorted(path for path, (route, _) in LISTS.items() if issubclass(route.row or object, CaseShown))


def test_list_takes_an_order_unless_it_has_one_of_its_own() -> None:
    assert {path for path, (_, asked) in LISTS.items() if "sort" not in asked} == IN_THEIR_OWN_ORDER


@pytest.mark.parametrize("path", OF_CASES)
def test_list_of_cases_is_narrowed_down_by_number_enterprise_and_days(path: str) -> None:
    wanted = {"q"} if path in OF_NO_ENTERPRISE else {"q", "enterprise"}
    asked = LISTS[path][1]
    assert wanted <= asked
    assert any({f"{time}_from", f"{time}_to"} <= asked for time in ("created", "submitted"))


def test_lists_of_cases_are_all_that_there_are() -> None:
    assert len(OF_CASES) > 20
    assert set(OF_CASES) >= OF_NO_ENTERPRISE
