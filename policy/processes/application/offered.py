"""告知的变动。How an enterprise is told what has changed of its offer: which figures, and which amount, each only where it did."""

from __future__ import annotations

from collections.abc import Mapping

from policy.language.facts import Json
from policy.language.items import Item
from policy.money import in_yuan
from policy.text import Text


def figures_said(item: Item, before: Mapping[str, Json], after: Mapping[str, Json]) -> Text:
    """Return which figures of an offer are others than they were, as part of a sentence."""
    changed = [fact.title for fact in item.facts if before.get(fact.code) != after.get(fact.code)]
    if not changed:
        return Text("所依据的数据未变", "its figures are as they were")
    return Text(f"{'、'.join(title.zh for title in changed)}已更正", f"corrected: {', '.join(title.en for title in changed)}")


def amount_said(before_fen: int, after_fen: int) -> Text:
    """Return which amount is offered instead of which, as part of a sentence."""
    before, after = in_yuan(before_fen), in_yuan(after_fen)
    if before_fen == after_fen:
        return Text(f"金额仍为{after.zh}", f"the amount is {after.en} as before")
    return Text(f"金额由{before.zh}变为{after.zh}", f"the amount is {after.en} instead of {before.en}")
