"""只受理一次。What an item is taken once for: a subject in a window, and by rules a beneficiary and year, or a beneficiary and number."""

from __future__ import annotations

from activities.application.rules import rule_book
from activities.case.context import TransitionContext
from models.commands.turns import take_turns, turn_of
from models.queries import once as earlier
from models.queries import succession
from models.tables import Application
from policy.errors import Code, Refusal
from policy.language.parameters import ONCE_PER
from policy.text import Text
from policy.working_days import BEIJING


async def require_once(context: TransitionContext[Application]) -> None:
    """Refuse an application where one only is taken, and the enterprise or whoever counts as one with it has another that stands.

    Raises:
        Refusal: `duplicate`, naming the other.
    """
    application, item = context.case, context.item
    on = application.matter_date or context.now.astimezone(BEIJING).date()
    law = (await rule_book(context)).figures(item, on).law
    if not law.once_per and application.window_id is None:
        return
    codes = await succession.family(context.session, application.enterprise_uscc)
    # Two that are handed in at once take turns.
    await take_turns(context.session, *map(turn_of, codes))
    if (other := await earlier.in_window(context.session, application, codes)) is not None:
        raise Refusal(
            Code.DUPLICATE,
            Text(
                f"本批次已有贵单位就同一支持对象提交的申请{other}，只受理一件；需要变更的，请先撤回该申请。",
                f"In this window there is {other} of yours for the same already, and one is taken; to change it, withdraw that one first.",
            ),
            clause=item.citation,
        )
    for scope in law.once_per:
        if (other := await earlier.standing(context.session, application, scope, codes)) is None:
            continue
        per = ONCE_PER[scope]
        raise Refusal(
            Code.DUPLICATE,
            Text(
                f"按实施细则，该事项{per.zh}只受理一次，已有申请{other}。",
                f"By the implementing rules this item is taken once for {per.en}; there is {other} already.",
            ),
            clause=item.citation,
        )
