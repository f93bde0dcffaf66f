"""登记身份。Who an organisation is by the register: its name, kind and state, and the names it had before, each with its last day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from policy.folding import fold
from policy.text import Condition, Text

_APPLICANT_TYPES: Final[Mapping[str, str]] = {
    "enterprise": "enterprise",
    "university": "university_or_institute",
    "institute": "university_or_institute",
    # Associations, funds and the like: no clause addresses them, so the general terms hold for them as for an enterprise.
    "other": "enterprise",
}

IN_OPERATION: Final = "active"
WORDS: Final[Mapping[str, Text]] = {
    "known_to_register": Condition(
        "登记机关有该单位的登记", "The register knows the applicant", "经向登记机关核实，未查询到该统一社会信用代码的登记"
    ),
    "in_operation": Condition(
        "登记状态为存续，未注销、未吊销",
        "The applicant is in operation by the register, neither deregistered nor revoked",
        "经向登记机关核实，申报单位已经注销或者被吊销营业执照",
    ),
}
"""What has to be so before anything else is asked of an organisation (general term 2)."""

GONE: Final = Text("登记机关显示该单位已经注销或者被吊销营业执照", "By the register it is deregistered, or its licence was revoked")
UNKNOWN: Final = Text("登记机关没有这个统一社会信用代码的登记", "The register knows no organisation of this credit code")


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name an organisation no longer has.

    Attributes:
        name: The name.
        until: The last day on which it was registered.
    """

    name: str
    until: date

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> FormerName:
        """Return it as it was kept."""
        return cls(kept["name"], date.fromisoformat(kept["until"]))

    def as_dict(self) -> dict[str, str]:
        """Return it as it is kept and shown."""
        return {"name": self.name, "until": self.until.isoformat()}


@dataclass(frozen=True, slots=True)
class Registered:
    """An organisation as the register knows it.

    Attributes:
        name: Its name.
        kind: "enterprise", "university", "institute" or "other".
        status: "active", "deregistered" or "revoked".
        former_names: The names it had before.
    """

    name: str
    kind: str
    status: str
    former_names: tuple[FormerName, ...] = ()

    @classmethod
    def of(cls, answer: Mapping[str, Any] | None) -> Registered | None:
        """Return who the register's answer, kept as JSON, is about; None where it knows nobody."""
        if answer is None:
            return None
        former = tuple(FormerName.of(before) for before in answer["former_names"])
        return cls(answer["name"], answer["kind"], answer["status"], former)

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is kept, to be read by `of` again."""
        former = [before.as_dict() for before in self.former_names]
        return {"name": self.name, "kind": self.kind, "status": self.status, "former_names": former}

    @property
    def applicant_type(self) -> str:
        """What the law calls such an applicant."""
        return _APPLICANT_TYPES[self.kind]

    def is_called(self, name: str) -> bool:
        """Tell whether it has this name, whatever the width, case and spaces."""
        return fold(name) == fold(self.name)


def why_nobody(registered: Registered | None) -> str | None:
    """Return the key of `WORDS` that does not hold of an organisation the register does not know or knows to be gone, if one does not."""
    if registered is None:
        return "known_to_register"
    return None if registered.status == IN_OPERATION else "in_operation"


def former_until(name: str, former_names: Iterable[FormerName]) -> date | None:
    """Return the last day on which an organisation had a name, or None where it never had it."""
    return max((former.until for former in former_names if fold(former.name) == fold(name)), default=None)


def names_before(known: str | None, former_names: Iterable[FormerName], registered: Registered, today: date) -> list[FormerName]:
    """Return all names an organisation had before the one it has: the register's, and those we knew it by ourselves.

    Args:
        known: The name the register gave us last, if it ever gave one.
        former_names: Those we know already.
        registered: What the register says now.
        today: Where the register does not say until when we were right, it was until the day before.
    """
    ours = [*former_names] + ([FormerName(known, today - timedelta(days=1))] if known else [])
    names = {fold(former.name): former for former in ours} | {fold(former.name): former for former in registered.former_names}
    return sorted((former for former in names.values() if not registered.is_called(former.name)), key=lambda former: former.until)


def difference(known: Mapping[str, Any], registered: Registered) -> dict[str, Any] | None:
    """Return what an officer is asked about an organisation that was known by another name or as another kind; None where it is the same.

    Args:
        known: Its `name` and `kind` as an application rests on them.
        registered: What the register says now.
    """
    if registered.is_called(known["name"]) and registered.applicant_type == known["kind"]:
        return None
    until = former_until(known["name"], registered.former_names)
    return {
        "known": {"name": known["name"], "kind": known["kind"], "former_until": until.isoformat() if until else None},
        "registered": {
            "name": registered.name,
            "kind": registered.applicant_type,
            "status": registered.status,
            "former_names": [former.as_dict() for former in registered.former_names],
        },
    }
