"""按比例分配。Sharing a ceiling among its applications: pro rata on their formula amounts, largest remainder, to the fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.language.caps import CapScope
from policy.language.facts import MAX_TEXT, Json, amount, faults_of, text, unknown_in
from policy.language.items import Item
from policy.text import Text

REQUEST: Final = (
    text("id", "申请编号", "Application number"),
    amount("fen", "申请金额", "Amount requested"),
)
CEILING: Final = (amount("ceiling_fen", "总额上限", "Ceiling"),)

_REQUEST_KEYS = frozenset({"id", "fen"})
_KEYS = frozenset({"ceiling_fen", "requests"})


def pro_rata(ceiling_fen: int, requests_fen: Sequence[int]) -> list[int]:
    """Share `ceiling_fen` among requests.

    Requests that fit are untouched. Otherwise each gets its exact share rounded down, and the fen left over go one each to the largest
    remainders; among equal remainders, to whoever was given first. The shares then sum to the ceiling exactly, and none
    exceeds its request.

    Args:
        ceiling_fen: What there is, in fen.
        requests_fen: What is asked for, in fen, in a fixed order.

    Returns:
        The shares in fen, in the same order.
    """
    total = sum(requests_fen)
    if total <= ceiling_fen:
        return list(requests_fen)
    divided = [divmod(fen * ceiling_fen, total) for fen in requests_fen]
    shares = [share for share, _ in divided]
    left = ceiling_fen - sum(shares)
    by_remainder = sorted(range(len(divided)), key=lambda index: -divided[index][1])
    for index in by_remainder[:left]:
        shares[index] += 1
    return shares


def allocate(item: Item, document: object) -> dict[str, Json]:
    """Share a ceiling among the applications of an item.

    Args:
        item: What they apply for.
        document: `{"ceiling_fen", "requests": [{"id", "fen"}]}`, amounts in fen.

    Returns:
        `{"shares": [{"id", "fen"}]}` in the order of the requests.

    Raises:
        Refusal: `invalid_input` when the document is not valid, an id comes twice, the item has no money to share, or the ceiling is
            past what the clause allows its whole programme in a year.
    """
    faults = _faults_in(item, document)
    if faults or not isinstance(document, dict):
        raise Refusal(
            code=Code.INVALID_INPUT, detail=Text("分配申请有误", "The allocation is not valid"), faults=faults, clause=item.citation
        )
    requests = document["requests"]
    shares = pro_rata(document["ceiling_fen"], [request["fen"] for request in requests])
    return {"shares": [{"id": request["id"], "fen": fen} for request, fen in zip(requests, shares, strict=True)]}


def _faults_in(item: Item, document: object) -> list[Fault]:
    if not isinstance(document, dict):
        return [Fault("", Text("应为对象", "must be an object"))]
    faults = faults_of(CEILING, document) + unknown_in(_KEYS, document)
    if not item.money:
        faults.append(Fault("item", Text("本事项不涉及资金", "carries no money to share"), item.citation))
    if not faults and item.cap_scope is CapScope.PROGRAMME and document["ceiling_fen"] > (item.cap_fen or 0):
        faults.append(Fault("ceiling_fen", Text("超过条款规定的年度总额", "exceeds what the clause allows in a year"), item.citation))
    requests = document.get("requests")
    if not isinstance(requests, list):
        return [*faults, Fault("requests", Text("应为列表", "must be a list"))]
    return faults + _request_faults(requests)


def _request_faults(requests: Sequence[object]) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[str] = set()
    for index, request in enumerate(requests):
        at = f"requests[{index}]"
        if not isinstance(request, Mapping):
            faults.append(Fault(at, Text("应为对象", "must be an object")))
            continue
        faults += faults_of(REQUEST, request, f"{at}.") + unknown_in(_REQUEST_KEYS, request, f"{at}.")
        name = str(request.get("id"))[:MAX_TEXT]
        if name in seen:
            faults.append(Fault(f"{at}.id", Text("编号重复", "comes twice")))
        seen.add(name)
    return faults
