"""输入差错的测试。What is wrong with a body, a query or a form is said in Chinese without a library's word for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Annotated, Any, cast, get_args

import pytest
from fastapi import Body, FastAPI, Query
from fastapi.routing import APIRoute
from pydantic import Field
from pydantic.json_schema import core_schema  # type: ignore[attr-defined]

from api.app import create_app
from api.schemas.base import Day, Fen, Given, Reference
from api.web.input_faults import fault_of_input, faults_of_answer, title_of
from policy.judging.catalogue import ITEMS
from policy.processes.application.confirming import assessing_form
from policy.processes.application.older_policy import older_policy_form
from policy.processes.registry import KINDS
from tests.architecture.chinese import faults_of


class _Part(Given):
    uscc: str = Field(description="统一社会信用代码 Unified Social Credit Code")


class _Asked(Given):
    parts: list[_Part] = Field(max_length=2, description="各户 Each of them")
    amount_fen: Fen = Field(description="冲销金额（分），可以少于原额 How much")
    on: Day
    by: Reference
    since: int = Field(default=2022, alias="from", description="首年 First year")


def _route() -> APIRoute:
    app = FastAPI()

    @app.post("/asked")
    async def asked(given: Annotated[_Asked, Body()], limit: Annotated[int, Query(description="每页条数 Rows a page")] = 20) -> None:
        """Take it."""

    return next(route for route in app.routes if isinstance(route, APIRoute))


ROUTE = _route()
WHOLE = {"parts": [{"uscc": "91"}], "amount_fen": 1, "on": "2026-03-01", "by": "00000000-0000-0000-0000-000000000000"}


def found(**changed: Any) -> list[tuple[str, str]]:
    body = {name: value for name, value in (WHOLE | changed).items() if value is not None}
    try:
        _Asked.model_validate(body)
    except ValueError as wrong:
        errors = wrong.errors()  # type: ignore[attr-defined]
        faults = [fault_of_input(error | {"loc": ("body", *error["loc"])}, ROUTE) for error in errors]
        return [(fault.field, fault.message.zh) for fault in faults]
    return []


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"amount_fen": None}, "amount_fen", "冲销金额：缺少此项"),
        ({"amount_fen": 0}, "amount_fen", "冲销金额：不得小于0.01元"),
        ({"amount_fen": 9_000_000_000_000_001}, "amount_fen", "冲销金额：不得大于90万亿元"),
        ({"amount_fen": "1"}, "amount_fen", "冲销金额：应为整数"),
        ({"parts": [{}]}, "parts.0.uscc", "统一社会信用代码：缺少此项"),
        ({"parts": ["91"]}, "parts.0", "各户：应为一组填报项"),
        ({"parts": [{"uscc": "91"}] * 3}, "parts", "各户：不得超过2项"),
        ({"on": "2026-02-30"}, "on", "应为公历日期，如2026-03-01"),
        ({"on": 20260301}, "on", "应为公历日期，如2026-03-01"),
        ({"by": "x"}, "by", "不是有效的编号"),
        ({"from": "2022"}, "from", "首年：应为整数"),
        ({"none": 1}, "none", "没有这一项"),
    ],
)
def test_fault_of_a_body_is_a_sentence_with_the_title_of_its_field(changed: dict[str, Any], field: str, said: str) -> None:
    assert found(**changed) == [(field, said)]


def test_fault_of_a_query_has_the_title_of_its_parameter() -> None:
    wrong = {"type": "int_parsing", "loc": ("query", "limit"), "msg": "Input should be a valid integer"}
    assert fault_of_input(wrong, ROUTE).message.zh == "每页条数：应为整数"


@pytest.mark.parametrize("error", get_args(core_schema.ErrorType))
def test_every_error_the_library_knows_is_said_without_its_name(error: str) -> None:
    wrong = {"type": error, "loc": ("body", "field"), "msg": "wrong", "ctx": {"min_length": 1, "max_length": 2}}
    said = fault_of_input(wrong, SimpleNamespace()).message.zh
    assert said
    assert not faults_of(said)
    assert "{" not in said


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (-1, "此前同类政策可支持金额：不得小于0元"),
        (9_000_000_000_000_001, "此前同类政策可支持金额：不得大于90万亿元"),
        ("1", "此前同类政策可支持金额：应为整数"),
    ],
)
def test_fault_of_an_amount_in_a_form_is_said_in_yuan(fen: object, said: str) -> None:
    answer = {"decision": "recommended", "older_policy": {"fen": fen, "ground": "没有"}}
    assert form_faults(older_policy_form("recommended"), answer) == [("older_policy.fen", said)]


@pytest.mark.parametrize("code", [code for code, kind in KINDS.items() if "amount_fen" in kind.fields])
@pytest.mark.parametrize("fen", [0, -1, 9_000_000_000_000_001])
def test_fault_of_the_amount_of_a_task_names_no_fen(code: str, fen: int) -> None:
    said = [message for field, message in form_faults(KINDS[code].form({}), {"amount_fen": fen}) if field == "amount_fen"]
    assert said
    assert not any("分" in message or "90000" in message for message in said)


@pytest.mark.parametrize("wrong", ["张三" * 2000, ["张三" * 2000], {"decision": "张三" * 2000}, 10**300])
@pytest.mark.parametrize("field", ["decision", "reason", "last_four"])
def test_no_value_is_repeated_when_it_is_wrong(field: str, wrong: object) -> None:
    form = KINDS["payment_confirmation"].form({})
    answer = {"decision": "payment_sent_back", "reason": "户名有误"} | {field: wrong}
    faults = faults_of_answer(form, answer)
    assert faults
    assert all(len(said) <= 80 and "张三" not in said for fault in faults for said in fault.message.as_dict().values())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", [{}, {"decision": "nothing"}, {"decision": 1, "reason": "", "note": 5, "unknown": True}])
def test_every_form_is_refused_in_sentences(kind: str, answer: dict[str, Any]) -> None:
    form = KINDS[kind].form({})
    faults = faults_of_answer(form, answer)
    assert faults
    assert not [found for fault in faults for found in faults_of(fault.message.zh)]
    assert all(fault.field and fault.message.en for fault in faults)


def test_fault_of_a_form_names_the_field_that_is_missing_by_its_title() -> None:
    form = KINDS["acceptance"].form({})
    answer = {"decision": "acceptance_refused"}
    faults = faults_of_answer(form, answer)
    assert [(fault.field, fault.message.zh) for fault in faults] == [("reason", "理由：缺少此项")]


@pytest.mark.parametrize(
    ("description", "title"),
    [
        ("预算文号 Number of the budget document", "预算文号"),
        ("冲销金额（分），可以少于原额 How much", "冲销金额"),
        ("依据：名称、文号、日期 The paper", "依据"),
        ("变动日期；应在备案日之后 When", "变动日期"),
        ("所代替的、尚未生效的备案 The filing", "所代替的、尚未生效的备案"),
        ("追回金额（分）Amount", "追回金额"),
        ("首年", "首年"),
        ("申请编号或 id Number or id", ""),
        ("“*”为本部门其余事项 The rest", ""),
        ("own_error 我局认定有误 An error", ""),
        ("", ""),
    ],
)
def test_title_is_what_a_description_begins_with_and_never_a_part_of_it(description: str, title: str) -> None:
    assert title_of(description) == title


def _asked(schema: Any, schemas: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a schema by name, each with its description, and those of every schema within."""
    if isinstance(schema, list):
        for part in schema:
            yield from _asked(part, schemas)
    if isinstance(schema, dict):
        if reference := schema.get("$ref"):
            yield from _asked(schemas[reference.rpartition("/")[2]], schemas)
        for name, field in schema.get("properties", {}).items():
            yield name, field.get("description", "")
        for part in schema.values():
            yield from _asked(part, schemas) if isinstance(part, dict | list) else ()


def test_every_field_that_is_described_has_a_title() -> None:
    document = create_app(cast("Any", nullcontext), origins=()).openapi()
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    bodies = [operation["requestBody"]["content"] for operation in operations if "requestBody" in operation]
    asked = {found for body in bodies for found in _asked(body, document["components"]["schemas"])}
    asked |= {(given["name"], given.get("description", "")) for operation in operations for given in operation.get("parameters", ())}
    assert ("document_no", "预算文号 Number of the budget document") in asked
    assert [(name, said) for name, said in sorted(asked) if said and not title_of(said)] == []


def form_faults(form: dict[str, Any], answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.field, fault.message.zh) for fault in faults_of_answer(form, answer)]


@pytest.mark.parametrize(
    ("kind", "answer", "fields"),
    [
        ("acceptance", {"decision": "accepted", "colour": "red"}, ["colour"]),
        ("acceptance", {"decision": "accepted", "colour": "red", "a": 1}, ["a", "colour"]),
        (
            "commitment",
            {
                "decision": "commitment_signed",
                "signatory": "陈思远",
                "position": "法定代表人",
                "agreed": True,
                "account": {"holder": "甲公司", "bank": "演示银行", "number": "6222000011112222", "branch": "亦庄"},
            },
            ["account.branch"],
        ),
    ],
)
def test_field_that_a_form_does_not_have_is_named(kind: str, answer: dict[str, Any], fields: list[str]) -> None:
    assert form_faults(KINDS[kind].form({}), answer) == [(field, "没有这一项") for field in fields]


def test_fields_that_a_form_does_not_have_are_named_shortly_and_not_without_end() -> None:
    found = form_faults(KINDS["acceptance"].form({}), {"decision": "accepted"} | {f"{index:03}" + "长" * 1000: 1 for index in range(1000)})
    assert 0 < len(found) <= 20
    assert max(len(field) for field, _ in found) <= 200


def test_expert_who_does_not_recommend_is_told_to_name_nothing() -> None:
    form = {"type": "object", **assessing_form(ITEMS["talent-startup"], None, "expert_scored")}
    answer = {"decision": "expert_scored", "recommend": False, "assessed": {"assessed_fen": 100}}
    assert form_faults(form, answer) == [("assessed.assessed_fen", "不建议支持的，评定金额应填0")]


@pytest.mark.parametrize("blank", ["", "  ", "\n\t", "\u3000"])
@pytest.mark.parametrize(
    ("kind", "decision"), [("acceptance", "acceptance_refused"), ("decision", "returned"), ("reconsideration", "reconsideration_dismissed")]
)
def test_text_that_nobody_can_read_has_one_fault_in_words(kind: str, decision: str, blank: str) -> None:
    form = KINDS[kind].form({})
    fault = next(fault for fault in faults_of_answer(form, {"decision": decision, "reason": blank}) if fault.field == "reason")
    assert (fault.message.zh, fault.message.en) == ("理由：应填写可辨认的文字", "must be text that can be read")
    assert [one.field for one in faults_of_answer(form, {"decision": decision, "reason": blank})].count("reason") == 1


@pytest.mark.parametrize(("kind", "field"), [(kind.code, name) for kind in KINDS.values() for name in kind.fields])
def test_every_field_with_a_pattern_says_in_words_what_it_takes(kind: str, field: str) -> None:
    def patterned(schema: dict[str, Any]) -> list[dict[str, Any]]:
        inner = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
        return [*([schema] if "pattern" in schema else []), *(found for one in inner for found in patterned(one))]

    assert all(set(found["x-pattern"]) == {"zh", "en"} for found in patterned(dict(KINDS[kind].fields[field])))


@pytest.mark.parametrize("number", ["abc", "", "1234567", "1" * 35])
def test_account_number_is_told_how_many_digits_it_has(number: str) -> None:
    form = KINDS["new_account"].form({})
    answer = {"decision": "account_supplied", "account": {"holder": "甲公司", "bank": "演示银行", "number": number}}
    assert form_faults(form, answer) == [("account.number", "账号：应为8至34位数字")]


@pytest.mark.parametrize(("fen", "said"), [(-1, "不得小于0.01元"), (0, "不得小于0.01元")])
def test_amount_below_both_bounds_has_the_fault_of_the_narrower(fen: int, said: str) -> None:
    form = {"type": "object", **assessing_form(ITEMS["talent-startup"], None, "expert_scored")}
    [(field, words)] = form_faults(form, {"decision": "expert_scored", "recommend": True, "assessed": {"assessed_fen": fen}})
    assert (field, said in words) == ("assessed.assessed_fen", True)


def dates_of(schema: object, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the fields of a form that take a day, at whatever depth."""
    if isinstance(schema, dict):
        if schema.get("format") == "date":
            yield name, schema
        for key, part in schema.items():
            yield from dates_of(part, key)
    elif isinstance(schema, list):
        for part in schema:
            yield from dates_of(part, name)


DATES = {f"{kind}.{name}": schema for kind, row in KINDS.items() for name, schema in dates_of(row.form())}


@pytest.mark.parametrize("named", sorted(DATES))
@pytest.mark.parametrize(
    "day",
    ["2026-02-30", "2026-13-01", "2026-00-10", "2025-02-29", "2026-04-31", "0001-01-01", "9999-12-31", "2026-W01-1", "\uff12026-01-01"],
)
def test_day_of_a_form_is_refused_when_no_calendar_has_it(named: str, day: str) -> None:
    form = {"type": "object", "properties": {"day": DATES[named]}}
    [fault] = faults_of_answer(form, {"day": day})
    assert fault.field == "day"
    assert faults_of_answer(form, {"day": "2028-02-29"}) == []
