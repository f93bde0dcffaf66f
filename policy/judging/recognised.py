"""认定登记册。What the area recognises: each kind of entry of the register, and the facts of items that an entry says.

Who or what is recognised is never an applicant's word nor an officer's: the register says so, as of the day of the matter. Where it is
silent, nothing is recognised.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import ITEMS
from policy.language.facts import Fact, Json, Kind
from policy.language.items import Evidence, Item
from policy.text import Text

REGISTER: Final = "recognitions"
"""The register, as the source of a fact."""
_APPLICATION: Final = (Evidence("recognition_application", Text("认定申请材料", "What the recognition is asked for by")),)


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """A kind of entry.

    Attributes:
        code: Its stable name.
        title: What people call it.
        item_code: The item for whose sake it is kept: its clause, and the department that leads.
        number: The fact of an application that names an entry; None where the holder alone says which it is.
        own: Whether an entry speaks for its holder alone, or for whoever names it.
        experts: Whether a panel looks at it.
        numbered_elsewhere: Whether another authority has numbered it; any other may be numbered by us.
        kept: Whether it is a certificate that is only kept, by its clause: neither published, looked at each year, nor renewed.
    """

    code: str
    title: Text
    item_code: str
    number: str | None = None
    own: bool = True
    experts: bool = False
    numbered_elsewhere: bool = False
    kept: bool = False

    @property
    def item(self) -> Item:
        """The item for whose sake it is kept."""
        return ITEMS[self.item_code]

    @property
    def department(self) -> str:
        """Who recognises."""
        return self.item.departments[0]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The documents it is asked for by."""
        return self.item.evidence if self.kept else _APPLICATION


TALENT: Final = "talent"
"""高端人才. Who is recognised as talent is a person."""

KINDS: Final[Mapping[str, RegisterKind]] = {
    kind.code: kind
    for kind in (
        RegisterKind("specialised_enterprise", Text("专精特新或者独角兽企业", "专精特新 or unicorn enterprise"), "relocation-equipment"),
        RegisterKind("plan_growth", Text("创新成长计划成员", "Member of the innovation growth plan"), "plan-rent"),
        RegisterKind("plan_partner", Text("创新伙伴计划成员", "Member of the innovation partner plan"), "plan-rent"),
        RegisterKind("confirmed_unit", Text("经确认的高校、科研院所", "Confirmed university or institute"), "tech-transfer"),
        RegisterKind(
            "common_platform", Text("公共技术服务平台或者中试基地", "Common technology platform"), "innovation-voucher", experts=True
        ),
        RegisterKind(
            "first_set", Text("首台（套）", "First set"), "first-set", "recognition_no", own=False, experts=True, numbered_elsewhere=True
        ),
        RegisterKind("high_growth_sme", Text("高科技成长中小企业", "High-growth technology SME"), "equity-investment"),
        RegisterKind("technology_enterprise", Text("科技企业", "Technology enterprise"), "tech-insurance"),
        RegisterKind(TALENT, Text("高端人才", "High-end talent"), "talent-benefits", "talent_no", own=False, experts=True),
        RegisterKind("patent_pool", Text("专利池", "Patent pool"), "patent-pool", "pool_no", own=False),
        RegisterKind("offshore_centre", Text("离岸创新中心", "Offshore innovation centre"), "offshore-centre", "centre_no"),
        RegisterKind(
            "qualification",
            Text("高新技术企业资格（整体迁入保留）", "High-tech qualification kept on a move"),
            "qualification-transfer",
            "certificate_no",
            numbered_elsewhere=True,
            kept=True,
        ),
    )
}
# The sentence of the condition that a fact decides, where that is not called as the fact is.
_CONDITIONS: Final[Mapping[str, str]] = {"plan": "plan_member"}


def kind_called(code: str) -> RegisterKind:
    """Return a kind of entry.

    Raises:
        Refusal: `invalid_input`, for one that there is not.
    """
    if code in KINDS:
        return KINDS[code]
    unknown = Text("没有这类认定", "There is no such kind of recognition")
    raise Refusal(Code.INVALID_INPUT, unknown, [Fault("kind", unknown)])


def kinds_for(item: Item) -> list[RegisterKind]:
    """Return the kinds of entry that facts of an item are read from."""
    return [KINDS[code] for fact in _registered(item) for code in _codes_of(fact).values()]


def facts_of(item: Item, entries: Collection[str]) -> dict[str, Json]:
    """Return the facts of an item that the register supplies.

    Args:
        item: What is applied for.
        entries: The kinds of which an entry stands for the application on the day of its matter.
    """
    return {fact.code: _value(fact, entries) for fact in _registered(item)}


def facts_of_holder(entries: Collection[str]) -> dict[str, Json]:
    """Return the facts that the register says of whoever holds some kinds of entries, by `item.fact`, where no number has to name one."""
    facts: dict[str, Json] = {}
    for item in ITEMS.values():
        held = {kind.code for kind in kinds_for(item) if kind.own and kind.number is None} & set(entries)
        silent, said = facts_of(item, ()), facts_of(item, held)
        facts |= {f"{item.code}.{code}": value for code, value in said.items() if value != silent[code]}
    return facts


def failures_of(item: Item, facts: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Return the conditions that do not hold as nothing is recognised, as they are kept and shown: code, clause and sentence."""
    missing = [fact for fact in _registered(item) if facts[fact.code] == _value(fact, ())]
    codes = [_CONDITIONS.get(fact.code, fact.code) for fact in missing]
    return [{"code": code, "clause": item.citation, "text": item.words[code].as_dict()} for code in codes]


def _registered(item: Item) -> Iterator[Fact]:
    return (fact for fact in item.facts if fact.from_register)


def _codes_of(fact: Fact) -> dict[Json, str]:
    """Return the kind of entry by which a fact has each of its values; a choice is none of its options without one."""
    if fact.kind is Kind.FLAG:
        return {True: fact.from_register}
    return {option: code for option in fact.options if (code := f"{fact.from_register}_{option}") in KINDS}


def _value(fact: Fact, entries: Collection[str]) -> Json:
    otherwise = False if fact.kind is Kind.FLAG else list(fact.options)[-1]
    return next((value for value, code in _codes_of(fact).items() if code in entries), otherwise)
