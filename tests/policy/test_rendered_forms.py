"""Forms as a library renders them: of every item, and of every kind of task, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from policy.judging.catalogue import ITEMS
from policy.language.forms import rendered
from policy.language.items import Item
from policy.processes.kernel.task_kind import TaskKind
from policy.processes.registry import KINDS

FORMS: dict[str, Mapping[str, Any]] = {
    **{f"item {code}": item.facts_schema() for code, item in ITEMS.items()},
    **{f"task {code}": kind.form() for code, kind in KINDS.items()},
}
# What changes is whichever fact of its item it is: the form of the item says what each takes.
OF_ANY_ITEM = {"task figure_review.facts", "task redecision_proposal.facts"}
# The formats that an answer is checked for (`api/web/input_faults.py`).
CHECKED = {"date"}


def fields(form: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a form and everything in it that is rendered, with what it is called."""
    yield name, form
    for code, part in form.get("properties", {}).items():
        yield from fields(part, f"{name}.{code}")
    for inner in ("items", "additionalProperties"):
        if isinstance(form.get(inner), Mapping):
            yield from fields(form[inner], name)


def shown(language: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, form in FORMS.items():
        yield from fields(rendered(form, language), name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_has_a_type_and_a_title_in_the_language_asked(language: str) -> None:
    for name, field in shown(language):
        assert field["type"] in {"string", "integer", "boolean", "array", "object"}, name
        assert field["title"] == field["x-title"][language], name
        assert field["x-title"]["zh"] != field["x-title"]["en"] or field["x-title"]["zh"].isascii(), name
        assert field.get("description") == field.get("x-help", {}).get(language), name


def test_every_choice_is_one_of_titled_constants() -> None:
    for name, field in shown("zh"):
        assert not {"enum", "const", "x-options"} & field.keys(), name
        for option in field.get("oneOf", ()):
            assert option.keys() == {"const", "title", "x-title"}, name
            assert option["title"] == option["x-title"]["zh"] != option["const"], name


def test_every_amount_of_money_is_marked_as_fen() -> None:
    amounts = {name for name, field in shown("zh") if field["type"] == "integer" and (name.endswith("fen") or "金额" in field["title"])}
    assert amounts == {name for name, field in shown("zh") if field.get("x-unit") == "fen"}
    assert len(amounts) > 50


def test_every_list_and_object_says_what_is_in_it() -> None:
    objects = [(name, field) for name, field in shown("zh") if field["type"] == "object"]
    assert {name for name, field in objects if field.get("additionalProperties") is True} == OF_ANY_ITEM
    assert all("properties" in field or field.get("additionalProperties") for _, field in objects)
    assert all("items" in field for _, field in shown("zh") if field["type"] == "array")


def test_every_format_is_one_that_is_checked() -> None:
    assert {field["format"] for _, field in shown("zh") if "format" in field} == CHECKED


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_is_json_schema(language: str) -> None:
    for form in FORMS.values():
        assert rendered(form, language)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        Draft202012Validator.check_schema(rendered(form, language))


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_rendered_form_takes_what_the_form_takes(item: Item) -> None:
    facts = {fact.code: fact.schema()["examples"][0] for fact in item.facts}
    written, form = Draft202012Validator(item.facts_schema()), Draft202012Validator(rendered(item.facts_schema(), "en"))
    assert form.is_valid(facts) is written.is_valid(facts) is True
    for code in facts:
        wrong: tuple[Any, ...] = ("\n", -1, [], {}, None)
        for one in wrong:
            changed = facts | {code: one}
            assert form.is_valid(changed) is written.is_valid(changed), f"{code} {one!r}"


@pytest.mark.parametrize("kind", [KINDS[code] for code in ("acceptance", "expert_review", "reconsideration", "agreement_signature")])
def test_rendered_form_takes_the_decisions_of_its_task(kind: TaskKind) -> None:
    written, form = Draft202012Validator(kind.form()), Draft202012Validator(rendered(kind.form(), "en"))
    for answer in (
        {},
        {"decision": "none"},
        {"decision": 1},
        *({"decision": str(decision), "reason": "理由"} for decision in kind.decisions),
    ):
        assert form.is_valid(answer) is written.is_valid(answer), answer


def test_declaration_is_ticked_by_whoever_declares() -> None:
    declared = rendered(KINDS["expert_review"].form(), "zh")["properties"]["no_conflict"]
    assert (declared["type"], declared["oneOf"][0]["const"]) == ("boolean", True)
