"""单位的呈现。How an enterprise becomes what people read, with what it has to be warned of before it is given anything new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from api.schemas.base import Words
from api.schemas.enterprise import EnterpriseShown
from api.views import case as case_views
from api.views.clawback import owed_today
from api.web.services import Services
from models.queries import clawback as clawbacks
from models.queries import conduct as conducts
from models.queries import succession
from models.session import Session
from models.tables import Clawback, Enterprise
from policy.actors import Actor, Role
from policy.credit_code import organisation_code_holds
from policy.judging.standing import Finding, of_conduct
from policy.processes.clawback.owing import Owed
from policy.text import Text
from policy.working_days import BEIJING

_OTHERWISE_KNOWN: Final = Text(
    "填报名称“{name}”与登记机关登记的名称或者类型不一致，申报时由经办部门核实。",
    "It was known as “{name}”, and the register knows it otherwise: an officer decides.",
)
_CODE: Final = Text(
    "其中的组织机构代码校验位不符（GB 11714），请核对。",
    "The organisation code inside does not hold (GB 11714); please check.",
)
_DEBT: Final = Text("对该单位的资金追回{number}尚未结清（{stage}）", "Clawback {number} of the enterprise is still open ({stage})")


def shown(row: Enterprise, warnings: Sequence[Words] = ()) -> EnterpriseShown:
    """Return an enterprise as the register last said it is, with what its registration has to be warned of, and other warnings."""
    own = ("uscc", "name", "kind", "status", "confirmed_at", "former_names", "created_at")
    found = EnterpriseShown.model_validate({name: getattr(row, name) for name in own})
    if row.questioned is not None:
        found.warnings.append(_filled(_OTHERWISE_KNOWN, name=row.questioned["name"]))
    if not organisation_code_holds(row.uscc):
        found.warnings.append(Words.of(_CODE))
    found.warnings += warnings
    return found


async def warnings(session: Session, served: Services, actor: Actor, row: Enterprise) -> list[Words]:
    """Return why an enterprise is given nothing new today, or what ends what it committed to: what holds an award back is told here.

    Its own people read what they were told, and nothing of whoever took its place.
    """
    codes: Sequence[str] = await succession.family(session, row.uscc)
    applies = actor.is_a(Role.APPLICANT)
    if applies:
        codes = [uscc for uscc in codes if uscc in actor.enterprises]
    conduct = await conducts.of_all(session, codes, datetime.now(BEIJING).date(), told=applies)
    debts = await _of_debts(session, served, await clawbacks.called(session, [*conduct.clawbacks, *conduct.proposed_clawbacks]))
    # Of debts what is owed is said, and not only that there are some.
    return [*debts, *map(_of_finding, of_conduct(replace(conduct, clawbacks=(), proposed_clawbacks=())))]


async def _of_debts(session: Session, served: Services, debts: Sequence[Clawback]) -> list[Words]:
    owed = await owed_today(session, served, debts)
    return [_of_debt(debt, owed[debt.id] if debt.served_at else None) for debt in debts]


def _of_debt(debt: Clawback, owed: Owed | None) -> Words:
    """Return what one demand says: where it stands, and what would settle it today, once it was served."""
    stage = case_views.stage(debt.process, debt.stage)
    said = owed.said() if owed else None
    return Words(
        zh=_DEBT.zh.format(number=debt.number, stage=stage.zh) + (f"，{said.zh}。" if said else "。"),
        en=_DEBT.en.format(number=debt.number, stage=stage.en) + (f": {said.en}." if said else "."),
    )


def _of_finding(finding: Finding) -> Words:
    """Return a finding as a sentence, with the numbers of the debarments it speaks of."""
    barring: Any = finding.get("debarments", ())
    numbers = [one if isinstance(one, str) else one["number"] for one in barring]
    text = finding["text"]
    zh, en = (f"（{'、'.join(numbers)}）", f" ({', '.join(numbers)})") if numbers else ("", "")
    return Words(zh=f"{text['zh']}{zh}。", en=f"{text['en']}{en}.")


def _filled(text: Text, **given: str) -> Words:
    return Words(zh=text.zh.format(**given), en=text.en.format(**given))
