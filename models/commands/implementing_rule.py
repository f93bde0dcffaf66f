"""实施细则的写入。Writes of implementing rules."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import approval
from models.commands.turns import take_turns
from models.queries import implementing_rule as rules
from models.tables import Application, ImplementingRule, Message
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_document
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import ImplementingRule as Rule
from policy.processes.application.lifecycle import Stage
from policy.processes.application.suspended import SUSPENDABLE
from policy.text import Text


async def enter(session: AsyncSession, actor: Actor, rule: Rule, document_no: str) -> ImplementingRule:
    """Keep an implementing rule, in the form in which it is read again.

    Raises:
        Refusal: `duplicate`, when a rule of the item by the same document, however its number is written, counts on some of the same days.
    """
    # Whoever enters a rule of the item at the same moment waits here for the other, and then finds it.
    await take_turns(session, f"rules/{rule.item}")
    await _require_new(session, rule, document_no)
    row = ImplementingRule(
        item_code=rule.item,
        effective_from=rule.begins_on,
        effective_to=rule.ends_on,
        values=rule.as_dict()["values"],
        document_no=document_no,
        superior=rule.superior.as_dict() if rule.superior else None,
        entered_by=actor.subject,
    )
    what = Text("上位政策调低的标准", "A superior policy's lower figure") if rule.superior else Text("实施细则", "An implementing rule")
    return await approval.enter(session, row, what)


async def _require_new(session: AsyncSession, rule: Rule, document_no: str) -> None:
    folded = fold_document(document_no)
    for other in await rules.standing_rules(session, rule.item, rule.begins_on, rule.ends_on):
        if fold_document(other.document_no) == folded:
            known = Text(
                f"该文号已为此事项录入实施细则或者上位政策（{other.document_no}），施行期间重叠",
                f"A rule of this item was entered by this document ({other.document_no}) already, for some of the same days",
            )
            raise Refusal(Code.DUPLICATE, known, [Fault("document_no", known)])


async def tell_of_lower_figures(session: AsyncSession, row: ImplementingRule) -> None:
    """Tell every applicant whose application is not decided yet that a superior policy lowers what it may be given."""
    if row.superior is None:
        return
    item, policy = item_called(row.item_code), row.superior["title"]
    query = select(Application).where(Application.item_code == item.code, Application.stage.in_({*SUSPENDABLE, Stage.ALLOCATION}))
    for application in (await session.scalars(query.order_by(Application.id))).all():
        zh = (
            f"上位政策《{policy}》（{row.document_no}）调低了“{item.title.zh}”的支持标准。贵单位的申请{application.number}尚未审定，"
            "属于其适用范围的，按调低后的标准核定。"
        )
        en = (
            f"The superior policy “{policy}” ({row.document_no}) lowers the support of “{item.title.en}”. Your application "
            f"{application.number} is not decided yet; where the policy covers it, it is assessed by the lower figure."
        )
        session.add(Message(case_id=application.id, enterprise_uscc=application.enterprise_uscc, zh=zh, en=en))
    await session.flush()
