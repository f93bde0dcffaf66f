"""录入与审批的呈现。How what one officer enters and another approves becomes what people read, and who sees it before it is approved."""

from __future__ import annotations

from typing import Any

from api.web.permissions import not_found
from models.queries.approval import Entered
from models.tables import ImplementingRule, ItemSuspension
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.kernel.permissions import may_see_pending
from policy.text import Text


def led_item(code: str, actor: Actor) -> Item:
    """Return an item whose lead department the actor works for."""
    item = item_called(code)
    if item.departments[0] not in actor.departments:
        raise Refusal(Code.FORBIDDEN, Text("不是本部门牵头的事项。", "Another department leads this item."), clause=item.citation)
    return item


def of_department(row: Entered | None, actor: Actor) -> Entered:
    """Return a row that the actor's department leads the item of."""
    if row is None or item_called(row.item_code).departments[0] not in actor.departments:
        raise not_found()
    return row


def sees_pending(actor: Actor | None, item: Item) -> bool:
    """Tell whether somebody sees what nobody has approved yet."""
    return actor is not None and may_see_pending(actor, item.departments[0])


def entered(row: ImplementingRule | ItemSuspension, actor: Actor | None) -> dict[str, Any]:
    """Return who entered, approved or refused a row, and when. To the public people appear as their department; it sees nothing refused."""
    item = item_called(row.item_code)
    named = sees_pending(actor, item)
    return {
        "id": row.id,
        "item_code": row.item_code,
        "document_no": row.document_no,
        "approved": row.approved_by is not None,
        "entered_by": row.entered_by if named else item.departments[0],
        "entered_at": row.entered_at,
        "approved_by": row.approved_by if named or row.approved_by is None else item.departments[0],
        "approved_at": row.approved_at,
        "refused_by": row.refused_by,
        "refused_at": row.refused_at,
        "refusal_reason": row.refusal_reason,
    }
