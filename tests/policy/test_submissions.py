"""Submissions by policy: what their hash depends on, how two of them differ, what a correction opens and has to answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS, item
from policy.processes.acceptance.defects import in_words, open_codes, read_defects, require_answered, staying
from policy.processes.acceptance.submission import Content, Form, changed_codes, differences
from policy.processes.application.drafting import form_of
from policy.processes.matching.declaration import DECLARATION
from policy.processes.post_grant.solution import solution_form
from policy.text import Text

FORM = Form(
    facts={"year": Text("年度", "Year"), "joint": Text("联合申报", "Joint")},
    claims={"rent": Text("租金", "Rent"), "matter_date": Text("日期", "Day")},
    evidence={"lease": Text("合同", "Lease"), "invoices": Text("发票", "Invoices")},
)


def paper(code: str, digit: str, name: str = "a.pdf") -> dict[str, Any]:
    return {"evidence_code": code, "file_name": name, "sha256": digit * 64}


BEFORE = Content({"year": 2026, "joint": True}, {"rent": 30, "matter_date": "2026-03-01"}, [paper("lease", "1"), paper("invoices", "2")])


def changed(**values: Any) -> Content:
    return replace(BEFORE, claims={**BEFORE.claims, **values})


def with_files(*files: dict[str, Any]) -> Content:
    return replace(BEFORE, documents=[*BEFORE.documents, *files])


# -- hash and differences -----------------------------------------------------------------------------------------------------------------


def test_hash_is_the_same_whatever_the_order() -> None:
    facts, claims = dict(sorted(BEFORE.facts.items())), dict(sorted(BEFORE.claims.items()))
    turned = Content(facts, claims, list(BEFORE.documents)[::-1])
    assert turned.fingerprint == BEFORE.fingerprint


@pytest.mark.parametrize(
    "after",
    [
        changed(rent=31),
        replace(BEFORE, facts={"year": 2026, "joint": 1}),
        replace(BEFORE, facts={"year": 2026}),
        replace(BEFORE, documents=BEFORE.documents[:1]),
        replace(BEFORE, documents=[paper("lease", "1", "b.pdf"), paper("invoices", "2")]),
        replace(BEFORE, documents=[paper("lease", "3"), paper("invoices", "2")]),
        with_files(paper("lease", "1")),
    ],
)
def test_hash_is_another_when_anything_differs(after: Content) -> None:
    assert after.fingerprint != BEFORE.fingerprint


def test_nothing_differs_from_itself() -> None:
    assert differences(BEFORE, BEFORE, FORM) == {"facts": [], "claims": [], "documents": []}


def test_differences_name_values_by_title_and_files_by_name_and_hash() -> None:
    after = Content({"year": 2026}, {"rent": 100, "matter_date": "2026-03-01"}, [paper("invoices", "2"), paper("lease", "3", "b.pdf")])
    assert differences(BEFORE, after, FORM) == {
        "facts": [{"code": "joint", "title": {"zh": "联合申报", "en": "Joint"}, "before": True, "after": None}],
        "claims": [{"code": "rent", "title": {"zh": "租金", "en": "Rent"}, "before": 30, "after": 100}],
        "documents": [
            {
                "code": "lease",
                "title": {"zh": "合同", "en": "Lease"},
                "removed": [{"file_name": "a.pdf", "sha256": "1" * 64}],
                "added": [{"file_name": "b.pdf", "sha256": "3" * 64}],
            }
        ],
    }


def test_true_is_not_one() -> None:
    assert changed_codes(BEFORE, replace(BEFORE, facts={"year": 2026, "joint": 1})) == ["joint"]


@pytest.mark.parametrize("form", [*(form_of(one) for one in ITEMS.values()), *(solution_form(one) for one in ITEMS.values()), DECLARATION])
def test_no_code_of_a_form_means_two_things(form: Form) -> None:
    assert len(form.titles) == len(form.facts) + len(form.claims) + len(form.evidence)
    assert not form.titles.keys() & form.known.keys()


def test_claim_of_a_project_names_its_facts_and_leaves_them_to_the_project() -> None:
    form = form_of(item("state-project-match"))
    assert {"project_no", "funding_year"} <= form.known.keys()
    assert not {"project_no", "funding_year"} & form.titles.keys()


# -- defects ------------------------------------------------------------------------------------------------------------------------------


def named(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "reason": "不清。"} for code in codes]


def refused(given: list[dict[str, Any]], *, closed: bool = False) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        read_defects(FORM, given, closed=closed)
    assert refusal.value.code == "invalid_input"
    return [fault.field for fault in refusal.value.faults]


def test_defects_take_the_titles_of_what_they_name() -> None:
    defects = read_defects(FORM, named("rent", "lease"), closed=False)
    assert [one["title"]["zh"] for one in defects] == ["租金", "合同"]
    assert in_words(defects).zh == "“租金”：不清；“合同”：不清"


def test_defects_are_refused_when_they_name_nothing_or_what_there_is_not() -> None:
    assert refused([]) == ["defects"]
    assert refused(named("lease", "passport", "rent", "")) == ["defects.1.code", "defects.3.code"]


@pytest.mark.parametrize(("codes", "fields"), [(("rent", "rent"), ["defects.1.code"]), (("rent", "lease", "rent"), ["defects.2.code"])])
def test_defects_are_refused_when_one_is_named_twice(codes: tuple[str, ...], fields: list[str]) -> None:
    assert refused(named(*codes)) == fields


def test_defects_name_documents_only_when_the_window_is_over() -> None:
    assert refused(named("lease", "rent", "year"), closed=True) == ["defects.1.code", "defects.2.code"]
    assert open_codes(FORM, named("lease", "rent"), closed=False) == {"lease", "rent"}
    assert open_codes(FORM, named("lease", "rent"), closed=True) == {"lease"}


def test_what_is_not_open_stays_when_it_is_not_sent() -> None:
    assert staying({"a": 1, "b": 2}, {"b"}) == {"a": 1}
    assert staying({"a": 1, "b": 2}, None) == {}


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (BEFORE, ["claims.rent", "matter_date", "evidence.lease"]),
        (changed(rent=31), ["matter_date", "evidence.lease"]),
        (changed(rent=31, matter_date="2026-03-02"), ["evidence.lease"]),
        (with_files(paper("lease", "1", "again.pdf")), ["claims.rent", "matter_date", "evidence.lease"]),
        (with_files(paper("lease", "3")), ["claims.rent", "matter_date"]),
        (replace(BEFORE, documents=BEFORE.documents[1:]), ["claims.rent", "matter_date", "evidence.lease"]),
    ],
)
def test_correction_is_incomplete_when_a_defect_is_left_as_it_was(after: Content, left: list[str]) -> None:
    with pytest.raises(Refusal) as refusal:
        require_answered(FORM, BEFORE, after, opened={"rent", "matter_date", "lease"})
    assert refusal.value.code == "incomplete"
    assert [fault.field for fault in refusal.value.faults] == left


def test_correction_is_complete_when_each_defect_is_mended_or_explained() -> None:
    require_answered(FORM, BEFORE, changed(rent=31), opened={"rent", "lease"}, explained={"lease"})
