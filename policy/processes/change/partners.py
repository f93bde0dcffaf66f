"""合作单位核对。Partners held against the business register, as applicants are, and what an officer decides of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from policy.credit_code import read
from policy.errors import Fault
from policy.language.facts import Json
from policy.processes.change.terms import Terms
from policy.processes.kernel.task_kind import line
from policy.registered import GONE, UNKNOWN, Registered, former_until, why_nobody
from policy.text import Text

_ANOTHER: Final = Text("登记机关登记的名称不同", "The register has it under another name")
FIELD: Final = "partners"


def codes_of(terms: Terms) -> list[str]:
    """Return the credit codes of the partners that terms name, as far as they are any."""
    return [code for one in terms.get("partners", ()) if (code := read(str(one.get("uscc"))))]


def found(partners: Iterable[Mapping[str, Json]], register: Mapping[str, Mapping[str, Any] | None]) -> list[dict[str, Json]]:
    """Return what the register says of each partner, with the question that an officer decides where it says otherwise.

    Args:
        partners: As they are applied for, each code in its one form.
        register: The register's answers by code; None for whom it definitely does not know.
    """
    return [_found(partner, Registered.of(register.get(partner["uscc"]))) for partner in partners]


def _found(partner: Mapping[str, Json], registered: Registered | None) -> dict[str, Json]:
    question = _question(partner["name"], registered)
    said = {"name": registered.name, "status": registered.status} if registered else None
    return {
        "uscc": partner["uscc"],
        "name": partner["name"],
        "registered": said,
        "question": question.as_dict() if question else None,
    }


def _question(name: str, registered: Registered | None) -> Text | None:
    match why_nobody(registered):
        case "known_to_register":
            return UNKNOWN
        case "in_operation":
            return GONE
    if registered is None or registered.is_called(name):
        return None
    until = former_until(name, registered.former_names)
    return Text(f"所填为{until}以前的名称", f"That was its name until {until}") if until else _ANOTHER


def faults_of_first(partners: Iterable[Mapping[str, Json]], register: Mapping[str, Mapping[str, Any] | None]) -> list[Fault]:
    """Return which partners of a first agreement are not who the register has: its drafter names them as it does, or leaves them out.

    Args:
        partners: As they are to be agreed on, each code in its one form.
        register: The register's answers by code; None for whom it definitely does not know.
    """
    faults = []
    for place, one in enumerate(found(partners, register)):
        if one["question"] is None:
            continue
        said, registered = Text(**one["question"]), one["registered"]
        if registered is not None and registered["name"] != one["name"]:
            said = Text(f"{said.zh}（登记为“{registered['name']}”）", f"{said.en} (registered as “{registered['name']}”)")
        faults.append(Fault(f"{FIELD}.{place}", said))
    return faults


def form_of(asked: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the field in which an officer decides on each partner of whom the register says otherwise; None where there is none."""
    doubtful = [one for one in asked if one["question"]]
    if not doubtful:
        return None
    return {
        "type": "object",
        "title": "合作单位核对",
        "description": "Whether each partner is accepted of whom the register says otherwise, and why",
        "properties": {one["uscc"]: _decided_on(one) for one in doubtful},
        "required": [one["uscc"] for one in doubtful],
        "additionalProperties": False,
    }


def _decided_on(one: Mapping[str, Any]) -> dict[str, Any]:
    said = one["registered"]
    named = f"{one['name']}：{one['question']['zh']}" + (f"（{said['name']}）" if said else "")
    return {
        "type": "object",
        "title": named,
        "description": f"{one['name']}: {one['question']['en']}" + (f" ({said['name']})" if said else ""),
        "properties": {
            "accepted": {"type": "boolean", "title": "认可该合作单位", "description": "Whether it is accepted as a partner"},
            "reason": line("依据", "Why", 500),
        },
        "required": ["accepted", "reason"],
        "additionalProperties": False,
    }


def decided(asked: Sequence[Mapping[str, Any]], answers: Mapping[str, Mapping[str, Json]]) -> list[dict[str, Json]]:
    """Return what the register says of each partner, with what the officer decided of it."""
    return [{**one, **answers.get(one["uscc"], {})} for one in asked]


def faults_against(partners: Sequence[Mapping[str, Json]], asked: Sequence[Mapping[str, Any]], stands: Terms) -> list[Fault]:
    """Return which partners cannot be agreed on: whom the register was not asked about, or whom the officer did not accept.

    Args:
        partners: As they are to be.
        asked: Those the register was asked about, with what the officer decided.
        stands: The terms in force: whoever is a partner already may stay one.
    """
    known, faults = {one["uscc"]: one for one in asked}, []
    staying = set(codes_of(stands))
    for place, partner in enumerate(partners):
        one = known.get(partner["uscc"])
        if one is None and partner["uscc"] not in staying:
            said = Text("未在变更申请中提出，未与登记核对", "was not applied for, and the register was not asked about it")
        elif one is not None and one["question"] and one.get("accepted") is False:
            said = Text("经审核未予认可", "was not accepted in the review")
        else:
            continue
        faults.append(Fault(f"changes.partners.{place}.uscc", said))
    return faults


def as_registered(terms: Terms, asked: Sequence[Mapping[str, Any]]) -> dict[str, Json]:
    """Return terms with each partner under the name that the register has of it: what an organisation is called comes from there."""
    names = {one["uscc"]: one["registered"]["name"] for one in asked if one["registered"]}
    partners = [one | {"name": names.get(one["uscc"], one["name"])} for one in terms.get("partners", ())]
    return {**terms, **({"partners": partners} if "partners" in terms else {})}
