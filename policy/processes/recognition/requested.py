"""认定申请。What a recognition is asked for by: its fields and documents, as its form and a notice of correction name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.judging.recognised import RegisterKind
from policy.language.facts import Json
from policy.processes.acceptance.submission import Form
from policy.processes.window.evidence import titles_of
from policy.text import Text

CERTIFICATE: Final = "certificate_no"
FIELDS: Final[Mapping[str, Text]] = {
    "title": Text("认定对象", "What is to be recognised"),
    CERTIFICATE: Text("证书或者认定编号", "Number of the certificate or recognition"),
    "statement": Text("申请理由", "Why it is to be recognised"),
}


def form_of(kind: RegisterKind, asked: Iterable[Mapping[str, Any]] = (), *, nominated: bool = False) -> Form:
    """Return what is filled in and handed in for a recognition of a kind, with what its window asks for besides.

    A department that nominates has its own files.
    """
    evidence = titles_of(asked) | {one.code: one.title for one in kind.evidence}
    return Form(facts=FIELDS, evidence=evidence, required=frozenset(() if nominated else evidence))


def require_complete(
    kind: RegisterKind,
    given: Mapping[str, Json],
    evidence: Collection[str],
    asked: Iterable[Mapping[str, Any]] = (),
    *,
    nominated: bool,
) -> None:
    """Refuse what is not all there, naming everything that is missing at once; a department that nominates has its own files.

    Args:
        kind: What it would be recognised as.
        given: What was filled in.
        evidence: The documents that are there, by code.
        asked: What its window asks for besides.
        nominated: Whether its department asks for it.

    Raises:
        Refusal: `incomplete`.
    """
    wanted = {one.code: one.title for one in kind.evidence} | titles_of(one for one in asked if one["required"])
    faults = [] if nominated else [_missing(f"evidence.{code}", title) for code, title in wanted.items() if code not in evidence]
    if kind.numbered_elsewhere and not given.get(CERTIFICATE):
        faults.insert(0, _missing(CERTIFICATE, FIELDS[CERTIFICATE]))
    if faults:
        raise Refusal(
            Code.INCOMPLETE, Text("申请信息或者材料不完整。", "Fields or evidence are missing."), faults, clause=kind.item.citation
        )


def _missing(field: str, title: Text) -> Fault:
    return Fault(field, Text(f"缺少：{title.zh}", f"Missing: {title.en}"))
