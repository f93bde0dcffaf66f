"""提交稿。A submission: what an enterprise handed in, frozen under a hash, and how two of them differ.

What is filled in may change as long as it is a draft. A submission never does: whoever handles a case sees each of them, and what a
correction has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policy.judging.documents import MATTER_DATE
from policy.language.facts import Json
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Form:
    """What an enterprise fills in and hands in, by code, each with its title. No code is in two of its parts.

    Attributes:
        facts: What it declares.
        claims: What it claims of facts that somebody will confirm.
        evidence: The documents.
        required: Which documents it has to hand in before it can be submitted.
        known: What comes from elsewhere, such as a project or a report: it is handed in with the rest and is nobody's to correct.
    """

    facts: Mapping[str, Text] = field(default_factory=dict)
    claims: Mapping[str, Text] = field(default_factory=dict)
    evidence: Mapping[str, Text] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    known: Mapping[str, Text] = field(default_factory=dict)

    @property
    def titles(self) -> dict[str, Text]:
        """Every code that may be corrected with its title, facts before documents."""
        return {**self.facts, **self.claims, **self.evidence}

    def title(self, code: str) -> Text:
        """Return what a code is called; one of an earlier form is called by itself."""
        return self.titles.get(code) or self.known.get(code) or Text(code, code)

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Return codes, each once, in the order of the form; those of an earlier one come last."""
        order = {code: place for place, code in enumerate((*self.known, *self.titles))}
        return sorted(dict.fromkeys(codes), key=lambda code: order.get(code, len(order)))

    def field(self, code: str) -> str:
        """Return what a fault calls a code: a claim and a document say that they are one."""
        if code in self.claims and code != MATTER_DATE.code:
            return f"claims.{code}"
        return f"evidence.{code}" if code in self.evidence else code


@dataclass(frozen=True, slots=True)
class Content:
    """What was filled in, and the documents with it.

    Attributes:
        facts: What is declared.
        claims: What is claimed.
        documents: The documents that stand: `evidence_code`, `file_name`, `sha256`, and whatever else is kept of one.
    """

    facts: Mapping[str, Json] = field(default_factory=dict)
    claims: Mapping[str, Json] = field(default_factory=dict)
    documents: Sequence[Mapping[str, Json]] = ()

    @property
    def values(self) -> dict[str, Json]:
        """Every fact and claim."""
        return {**self.facts, **self.claims}

    def files(self, code: str) -> dict[str, str]:
        """Return the files of a piece of evidence: their names by their hashes."""
        return {one["sha256"]: one["file_name"] for one in self.documents if one["evidence_code"] == code}

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the content as canonical JSON (keys sorted, no spaces, UTF-8), in lower-case hexadecimal.

        A document counts by its code, its name and the hash of its file.
        """
        documents = sorted([one["evidence_code"], one["file_name"], one["sha256"]] for one in self.documents)
        whole = {"facts": self.facts, "claims": self.claims, "documents": documents}
        canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def changed_codes(before: Content, after: Content) -> list[str]:
    """Return the codes of the facts and claims that differ."""
    old, new = before.values, after.values
    return [code for code in {**old, **new} if _written(old, code) != _written(new, code)]


def differences(before: Content, after: Content, form: Form) -> dict[str, list[dict[str, Json]]]:
    """Return how one submission differs from another.

    Args:
        before: The earlier one.
        after: The later one.
        form: What the codes are called.

    Returns:
        `facts` and `claims`, each with code, title, and the value before and after (None where there was none); `documents`, each with
        code, title, and the files that were taken away and added, by name and hash.
    """
    return {
        "facts": _differing(before.facts, after.facts, form),
        "claims": _differing(before.claims, after.claims, form),
        "documents": _documents_differing(before, after, form),
    }


def _differing(before: Mapping[str, Json], after: Mapping[str, Json], form: Form) -> list[dict[str, Json]]:
    return [
        {"code": code, "title": form.title(code).as_dict(), "before": before.get(code), "after": after.get(code)}
        for code in form.in_order([*before, *after])
        if _written(before, code) != _written(after, code)
    ]


def _documents_differing(before: Content, after: Content, form: Form) -> list[dict[str, Json]]:
    found = []
    for code in form.in_order(one["evidence_code"] for one in (*before.documents, *after.documents)):
        old, new = before.files(code), after.files(code)
        removed, added = _listed(old, old.keys() - new.keys()), _listed(new, new.keys() - old.keys())
        if removed or added:
            found.append({"code": code, "title": form.title(code).as_dict(), "removed": removed, "added": added})
    return found


def _listed(files: Mapping[str, str], hashes: Iterable[str]) -> list[dict[str, Json]]:
    wanted = set(hashes)
    return [{"file_name": name, "sha256": sha256} for sha256, name in files.items() if sha256 in wanted]


def _written(values: Mapping[str, Json], code: str) -> str | None:
    # As it is written: `true` is not 1.
    return json.dumps(values[code], sort_keys=True) if code in values else None
