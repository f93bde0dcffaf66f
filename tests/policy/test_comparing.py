"""One pair, one answer: what an officer may say of two cases that look alike, once something was said of them."""

from __future__ import annotations

from typing import Any

import pytest

from policy.errors import Code, Refusal
from policy.processes.application.comparing import ANSWERED, Said, comparing_form, read_comparisons

THIS = {"item": "relocation-equipment"}
NUMBER, OTHER = "APP-2026-000001", "APP-2026-000002"
WHY = {"zh": "编号相同，由另一单位申请", "en": "The numbers are equal, of another beneficiary"}
FIRST = Said(same=True, reason="同一证书", by="officer-1", at="2026-05-06T09:00:00+08:00")
SECOND = Said(same=False, reason="经查不是", by="officer-2", at="2026-05-07T09:00:00+08:00")


def says(answer: str, **besides: Any) -> dict[str, Any]:
    return {"answer": answer, "reason": "已核对"} | besides


@pytest.mark.parametrize("given", [None, {}, {NUMBER: says("same")}, {NUMBER: says("same", corrects=True)}])
def test_nothing_new_is_said_when_the_answer_that_stands_is_left_or_repeated(given: object) -> None:
    assert read_comparisons({NUMBER: {}}, given, {NUMBER: (FIRST,)}, "officer-1") == {}


@pytest.mark.parametrize(("stands", "answer"), [((FIRST,), "different"), ((FIRST, SECOND), "same")])
def test_contrary_answer_is_refused_when_it_does_not_say_that_it_corrects(stands: tuple[Said, ...], answer: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_comparisons({NUMBER: {}}, {NUMBER: says(answer)}, {NUMBER: stands}, "officer-3")
    assert refused.value.code is Code.INVALID_INPUT
    assert [fault.field for fault in refused.value.faults] == [f"cases.{NUMBER}"]


@pytest.mark.parametrize("by", ["officer-1", "officer-2"])
def test_contrary_answer_is_refused_when_its_giver_has_compared_the_pair_before(by: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_comparisons({NUMBER: {}}, {NUMBER: says("same", corrects=True)}, {NUMBER: (FIRST, SECOND)}, by)
    assert refused.value.code is Code.FOUR_EYES


def test_contrary_answer_is_taken_when_somebody_else_corrects_with_a_reason() -> None:
    said = read_comparisons({NUMBER: {}}, {NUMBER: says("different", corrects=True)}, {NUMBER: (FIRST,)}, "officer-2")
    assert said == {NUMBER: (False, "已核对")}


def test_form_asks_for_what_is_unanswered_and_lets_the_rest_be_corrected() -> None:
    form = comparing_form(THIS, {NUMBER: THIS | {"why": WHY, ANSWERED: FIRST.as_dict()}, OTHER: THIS | {"why": WHY}})
    cases = form["properties"]["cases"]
    assert cases["required"] == [OTHER]
    assert "corrects" in cases["properties"][NUMBER]["properties"]
    assert "corrects" not in cases["properties"][OTHER]["properties"]
    assert "officer-1已判断：同一支持对象" in cases["properties"][NUMBER]["title"]


@pytest.mark.parametrize(
    ("item", "asked", "answers"),
    [
        ("relocation-equipment", "是否同一支持对象", ["同一支持对象，已核定支持的予以扣除，曾骗取支持资金的不再支持", "不同的支持对象"]),
        ("talent-startup", "是否同一费用", ["同一费用，已核定支持的予以扣除", "不同的费用"]),
    ],
)
def test_form_asks_about_costs_when_the_other_case_is_of_another_item(item: str, asked: str, answers: list[str]) -> None:
    form = comparing_form(THIS, {NUMBER: {"item": item, "why": WHY}})
    question = form["properties"]["cases"]["properties"][NUMBER]["properties"]["answer"]
    assert (question["title"], [one["title"] for one in question["oneOf"]]) == (asked, answers)


def test_case_that_nothing_was_said_of_is_asked_for_beside_one_that_is_answered() -> None:
    with pytest.raises(Refusal) as refused:
        read_comparisons({NUMBER: {}, OTHER: {}}, {}, {NUMBER: (FIRST,)}, "officer-2")
    assert [fault.field for fault in refused.value.faults] == [f"cases.{OTHER}"]
