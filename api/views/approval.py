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
from policy.processes.kernel.permissions import may_in, may_see_pending
from policy.text import Text


def led_item(code: str, actor: Actor, permission: str) -> Item:
    """Return an item whose lead department the actor has a permission in."""
    item = item_called(code)
    if not may_in(actor, permission, item.departments[0]):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门牵头的事项。", "Another department leads this item."), clause=item.citation)
    return item


def of_department(row: Entered | None, actor: Actor, permission: str) -> Entered:
    """Return a row of an item whose lead department the actor has a permission in."""
    if row is None or not may_in(actor, permission, item_called(row.item_code).departments[0]):
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
