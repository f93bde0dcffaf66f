"""承继的效果。What the events of a succession change: what its handlers see, and that from its approval on the two count as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands.succession import require_possible, take_in, take_over
from models.queries import clawback as clawbacks
from models.queries import enterprise as enterprises
from models.queries import succession_filing as filings
from models.tables import Message, SuccessionFiling
from policy.credit_code import named
from policy.errors import Code, Refusal
from policy.processes.registry import KINDS
from policy.processes.succession.lifecycle import REFUSED, Event
from policy.registered import Registered
from policy.succession import has_successor
from policy.text import Text

EFFECTS = Effects[SuccessionFiling]()

_CHECK, _APPROVAL = "succession_check", "succession_approval"
_FILED = Text(
    "有单位申报承继贵单位的权利义务（{number}）；有异议的，请及时联系责任单位。",
    "Somebody has filed to take the place of your enterprise ({number}); whoever objects should tell the department.",
)
_TAKEN = Text(
    "贵单位的权利义务已由{successor}承继（{number}），此后由承继单位办理。",
    "{successor} has taken the place of your enterprise ({number}), and acts for it from now on.",
)
_GOES_ON = Text("{case}由贵单位承继，请继续办理。", "{case} is yours now; please go on with it.")
_COMMITMENTS = Text("{name}的持续经营承诺", "The commitment to stay of {name}")


def _tell(context: TransitionContext[SuccessionFiling], uscc: str, sentence: Text, **values: str) -> None:
    zh, en = (words.format(number=context.case.number, **values) for words in (sentence.zh, sentence.en))
    context.session.add(Message(case_id=context.case.id, enterprise_uscc=uscc, zh=zh, en=en))


@EFFECTS.of(Event.SUBMITTED)
async def tell_predecessor(context: TransitionContext[SuccessionFiling]) -> None:
    """Take in one filing for a place, and tell the other that its place is to be taken, whoever filed it."""
    filing = context.case
    await take_in(context.session, filing)
    _tell(context, filing.predecessor_uscc, _FILED)


@EFFECTS.opens(_CHECK)
async def open_check(context: TransitionContext[SuccessionFiling]) -> None:
    """Open the check, with what the register says and what goes over, for somebody who did not file it."""
    about = await _about(context)
    if context.event == Event.SUCCESSION_SENT_BACK:
        about["sent_back"] = context.detail.get("reason")
    if context.event == Event.SUCCESSION_OUTDATED:
        about["changes"] = context.detail["changes"]
    await open_task(context, KINDS[_CHECK], about=about)


@EFFECTS.opens(_APPROVAL)
async def open_approval(context: TransitionContext[SuccessionFiling]) -> None:
    """Open the approval, with what the officer found, for somebody who neither filed nor checked it."""
    found = {name: context.detail[name] for name in ("paper", "opinion", "reason") if name in context.detail}
    about = await _about(context) | {"found": found}
    await open_task(context, KINDS[_APPROVAL], about=about)


@EFFECTS.asks(_CHECK)
async def ask_why(context: TransitionContext[SuccessionFiling], department: str) -> dict[str, Any]:  # noqa: ARG001 - what every form is given
    """Ask for the reason why it is taken for proven although the register says otherwise."""
    if not _differences(context):
        return {}
    return {"allOf": [{"if": {"properties": {"decision": {"const": Event.SUCCESSION_PROVEN}}}, "then": {"required": ["reason"]}}]}


@EFFECTS.of(Event.SUCCESSION_PROVEN)
async def require_successor(context: TransitionContext[SuccessionFiling]) -> None:
    """Refuse to take for proven what nobody in operation could take over."""
    answers = context.case.register or {}
    if not has_successor(Registered.of(answers.get("successor"))):
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                "登记机关显示承继单位未登记或者已不存续，不能承继。", "The register knows no successor in operation; it cannot take over."
            ),
        )


@EFFECTS.of(Event.SUCCESSION_UNPROVEN)
async def say_why(context: TransitionContext[SuccessionFiling]) -> None:
    """Tell both enterprises why."""
    reason = str(context.detail["reason"]).rstrip("。.")
    context.words["reason"] = Text(reason, reason)
    _tell(context, context.case.predecessor_uscc, REFUSED, reason=reason)


@EFFECTS.of(Event.SUCCESSION_APPROVED)
async def require_free_place(context: TransitionContext[SuccessionFiling]) -> None:
    """Refuse to approve what another succession has made impossible since; the register is asked next."""
    await require_possible(context.session, context.case.predecessor_uscc, context.case.successor_uscc)


@EFFECTS.of(Event.SUCCESSION_MADE)
async def put_in_place(context: TransitionContext[SuccessionFiling]) -> None:
    """Put the successor in the place of its predecessor, and tell both what follows."""
    filing = context.case
    checked, approved = (str(context.completed_tasks((kind,))[-1].completed_by) for kind in (_CHECK, _APPROVAL))
    under_way = await filings.open_cases(context.session, filing.predecessor_uscc)
    await take_over(context.session, filing, checked_by=checked, approved_by=approved, now=context.now)
    names = await enterprises.names(context.session, (filing.predecessor_uscc, filing.successor_uscc))
    predecessor, successor = (_called(uscc, names) for uscc in (filing.predecessor_uscc, filing.successor_uscc))
    context.words |= {"predecessor": predecessor, "successor": successor}
    _tell(context, filing.predecessor_uscc, _filled(_TAKEN, "successor", successor))
    for row in under_way:
        own = row.number != filing.predecessor_uscc
        case = Text(row.number, row.number) if own else _filled(_COMMITMENTS, "name", predecessor)
        _tell(context, filing.successor_uscc, _filled(_GOES_ON, "case", case))
    context.detail = context.detail | {"cases": [row.number for row in under_way]}


def _filled(sentence: Text, field: str, words: Text) -> Text:
    """Return a sentence with one of its fields filled in, in both languages."""
    zh, en = (whole.replace(f"{{{field}}}", part) for whole, part in ((sentence.zh, words.zh), (sentence.en, words.en)))
    return Text(zh, en)


def _called(uscc: str, names: Mapping[str, str]) -> Text:
    """Return one of two enterprises by its name, with its code where both have the same."""
    name = names[uscc]
    return named(name, uscc) if len(set(names.values())) < len(names) else Text(name, name)


def _differences(context: TransitionContext[SuccessionFiling]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (context.case.register or {}).get("differences", [])
    return found


async def _about(context: TransitionContext[SuccessionFiling]) -> dict[str, Any]:
    """Return what its handlers see: who takes whose place, by which paper, what the register says, and what goes over."""
    filing, session = context.case, context.session
    names = await enterprises.names(session, (filing.predecessor_uscc, filing.successor_uscc))
    return {
        "predecessor": {"uscc": filing.predecessor_uscc, "name": names[filing.predecessor_uscc]},
        "successor": {"uscc": filing.successor_uscc, "name": names[filing.successor_uscc]},
        "ground": filing.ground,
        "paper": filing.paper,
        "effective_on": filing.effective_on.isoformat(),
        "register": filing.register,
        "cases": [row.number for row in await filings.open_cases(session, filing.predecessor_uscc)],
        "clawbacks": list(await clawbacks.open_of_enterprise(session, filing.predecessor_uscc)),
    }
