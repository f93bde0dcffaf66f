"""人员名册的展示。What a list of people says, and what taking it changes in the directory as it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.schemas.people_import import ListedPersonShown, PeopleImportShown
from api.schemas.person import GrantShown
from api.web.services import Services
from models.queries import person as people
from models.tables import PeopleImport, Person
from policy.processes.disbursement.payee import MASKED


def veiled(served: Services, said: Mapping[str, Any], known: Person | None = None) -> dict[str, Any]:
    """Return what is said of somebody as it is kept: how they are reached is for nobody who looks into the database.

    Where that is what the directory has of them, it is kept as it is there: nothing has changed.
    """
    contact = said.get("contact")
    if not contact:
        return dict(said)
    kept = known.contact if known is not None else None
    return {**said, "contact": kept if reached(served, kept) == contact else served.database.seal.veil(contact)}


def reached(served: Services, kept: str | None) -> str | None:
    """Return how somebody is reached, of whom that is kept veiled; the end of it, where its key is gone."""
    if not kept:
        return None
    try:
        return served.database.seal.unveil(kept)
    except ValueError:
        return kept.partition(MASKED)[0]


def as_kept(served: Services, said: Mapping[str, Mapping[str, Any]], known: Mapping[str, Person]) -> dict[str, dict[str, Any]]:
    """Return what is said of some people, by subject, as the directory would keep it."""
    return {subject: veiled(served, one, known.get(subject)) for subject, one in said.items()}


def described(served: Services, row: PeopleImport) -> dict[str, dict[str, Any]]:
    """Return what a list says of each person, by subject."""
    said = ({**one, "contact": reached(served, one["contact"])} if one.get("contact") else one for one in row.rows)
    return {one["subject"]: {name: value for name, value in one.items() if name != "subject"} for one in said}


def compared(served: Services, described: Mapping[str, Mapping[str, Any]], known: Mapping[str, Person]) -> list[ListedPersonShown]:
    """Return what a list says, as the directory would keep it, with what that changes there."""
    given = people.given_by(described, known)
    return [_listed(served, subject, said, known.get(subject), given.get(subject, ())) for subject, said in described.items()]


def _listed(
    served: Services, subject: str, said: Mapping[str, Any], row: Person | None, given: Sequence[Mapping[str, Any]]
) -> ListedPersonShown:
    changes = row is None or any(getattr(row, name) != value for name, value in said.items())
    return ListedPersonShown(
        subject=subject,
        name=said["name"],
        grants=_grants(said["grants"]) if "grants" in said else None,
        interests=said.get("interests"),
        contact=reached(served, said.get("contact")),
        change="entered" if row is None else "changed" if changes else "same",
        given=_grants(given),
    )


def _grants(said: Sequence[Mapping[str, Any]]) -> list[GrantShown]:
    return [GrantShown.model_validate(one) for one in said]


def shown(row: PeopleImport, rows: Sequence[ListedPersonShown]) -> PeopleImportShown:
    """Return a list with what it says."""
    return PeopleImportShown(rows=list(rows), **fields(row))


def fields(row: PeopleImport) -> dict[str, Any]:
    """Return what is known of a list besides what it says."""
    own = ("id", "gives_grants", "imported_by", "imported_at", "decided_by", "decided_at", "taken")
    return {name: getattr(row, name) for name in own} | {"size": len(row.rows)}
