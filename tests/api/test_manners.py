"""接口的规矩。Keys, problems, languages, sizes, and input nobody should send."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

import pytest

from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, OFFICER, TREASURY_SECRET, Desk, code_of

DRAFT = {"item_code": "innovation-centre", "enterprise_uscc": CHENXIN, "facts": {}}


async def test_creation_is_refused_when_the_key_is_missing(shared: Desk) -> None:
    refused = await shared.post(APPLICANT, "/applications", DRAFT, key="")
    assert (refused.status_code, code_of(refused)) == (400, "idempotency_key_missing")


async def test_creation_is_replayed_when_the_key_is_the_same(api: Desk) -> None:
    first = await api.post(APPLICANT, "/applications", DRAFT, key="k")
    again = await api.post(APPLICANT, "/applications", DRAFT, key="k")
    assert first.json() == again.json()
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    other = await api.post(APPLICANT, "/applications", DRAFT | {"matter_date": "2026-03-02"}, key="k")
    assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")


async def test_creation_happens_once_when_the_key_is_sent_many_times_at_once(api: Desk) -> None:
    answers = await asyncio.gather(*(api.post(APPLICANT, "/applications", DRAFT, key="race") for _ in range(10)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert len((await api.get(APPLICANT, "/applications")).json()["items"]) == 1


async def test_refused_creation_leaves_the_key_free_when_it_is_mended(api: Desk) -> None:
    assert (await api.post(APPLICANT, "/applications", DRAFT | {"enterprise_uscc": YUNHENG}, key="m")).status_code == 403
    assert (await api.post(APPLICANT, "/applications", DRAFT, key="m")).status_code == 201


@pytest.mark.parametrize("unseen", [" ", "\u200b", "\u3164", "——"])
@pytest.mark.parametrize("field", ["name", "contact", "grounds"])
async def test_objection_is_refused_when_a_text_of_it_cannot_be_read(shared: Desk, field: str, unseen: str) -> None:
    objection = {"name": "张三", "contact": "13800000000", "grounds": "证书存疑"} | {field: unseen}
    refused = await shared.post(None, f"/notices/{uuid.uuid4()}/objections", objection)
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert [fault["field"] for fault in refused.json()["errors"]] == [field]


@pytest.mark.parametrize(("header", "title"), [("", "没有找到"), ("zh", "没有找到"), ("en", "Not found"), ("en;q=0.5, zh", "没有找到")])
async def test_problem_speaks_the_language_that_is_asked_for(shared: Desk, header: str, title: str) -> None:
    problem = await shared.get(APPLICANT, "/applications/none", headers={"Accept-Language": header})
    assert problem.json()["title"] == title


async def test_request_id_is_echoed_when_usable_and_made_when_not(shared: Desk) -> None:
    assert (await shared.get(None, "/livez", headers={"X-Request-Id": "abc-1"})).headers["x-request-id"] == "abc-1"
    made = (await shared.get(None, "/livez", headers={"X-Request-Id": "a b\tc"})).headers["x-request-id"]
    assert made not in {"", "a b\tc"}


@pytest.mark.parametrize(
    "media_type",
    [
        None,
        "text/plain",
        "text/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "Application/JSON;charset=GBK",
        "json",
    ],
)
@pytest.mark.parametrize(("language", "said"), [("zh", "UTF-8编码的JSON"), ("en", "Send JSON in UTF-8")])
async def test_body_is_refused_when_it_does_not_say_that_it_is_json(shared: Desk, media_type: str | None, language: str, said: str) -> None:
    headers = {"Accept-Language": language} | ({"Content-Type": media_type} if media_type else {})
    for path in ("/applications", "/eligibility", f"/notices/{uuid.uuid4()}/objections"):
        refused = await shared.ask(APPLICANT, "POST", path, content=json.dumps(DRAFT).encode(), headers=headers)
        assert (refused.status_code, code_of(refused)) == (415, "unsupported_media")
        assert said in refused.json()["detail"]


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/JSON", "Application/Json; Charset=UTF-8", 'application/json; charset="utf-8"']
)
async def test_body_is_taken_however_the_type_of_json_is_written(shared: Desk, media_type: str) -> None:
    taken = await shared.ask(None, "POST", "/eligibility", content=b"{}", headers={"Content-Type": media_type})
    assert taken.status_code == 200, taken.text


async def test_file_is_refused_when_it_is_sent_as_no_form(shared: Desk) -> None:
    for media_type in ("application/json", "application/pdf", "application/x-www-form-urlencoded"):
        refused = await shared.ask(OFFICER, "POST", "/annual-runs/targets/check", content=b"{}", headers={"Content-Type": media_type})
        assert (refused.status_code, code_of(refused)) == (415, "unsupported_media"), refused.text
        assert "多部分表单" in refused.json()["detail"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "gbk"])
async def test_body_is_malformed_when_it_is_in_another_encoding_than_it_says(shared: Desk, encoding: str) -> None:
    body = '{"facts": {"certificate_no": "证书编号"}}'.encode(encoding)
    refused = await shared.ask(APPLICANT, "POST", "/applications", content=body, headers={"Content-Type": "application/json"})
    assert (refused.status_code, code_of(refused)) == (400, "malformed")


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ('{"facts": {"certificate_no": "\\u0000"}}', ["facts.certificate_no"]),
        ('{"facts": {"certificate_no": "\\ud800"}, "x": "\\udfff"}', ["facts.certificate_no", "x"]),
        ('{"facts": {"a": NaN, "b": [1, Infinity, {"c": -Infinity}]}, "d": 1e999}', ["facts.a", "facts.b.1", "facts.b.2.c", "d"]),
        ('{"fac\\u0000ts": {}}', ["facts"]),
        ('"\\u0000"', [""]),
    ],
)
async def test_what_cannot_be_kept_is_named_by_its_field(shared: Desk, written: str, fields: list[str]) -> None:
    refused = await shared.ask(APPLICANT, "POST", "/applications", content=written, headers={"Content-Type": "application/json"})
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert [error["field"] for error in refused.json()["errors"]] == fields
    assert all(error["message"]["zh"] and error["message"]["en"] for error in refused.json()["errors"])


async def test_query_that_cannot_be_kept_is_named(shared: Desk) -> None:
    refused = await shared.get(OFFICER, "/applications?stage=payment%00")
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, ["stage"])


@pytest.mark.parametrize(
    ("path", "field", "known"),
    [
        (
            "/applications?stat=payment",
            "stat",
            "cursor、department、enterprise、format、held、item、limit、q、sort、stage、submitted_from、submitted_to、year",
        ),
        ("/applications?stage=payment&Stage=payment", "Stage", "stage"),
        ("/notices?page=2", "page", "cursor"),
        ("/items?q=x", "q", "不接受"),
        ("/applications/none?expand=all", "expand", "不接受"),
    ],
)
async def test_query_parameter_that_nobody_knows_is_refused_with_those_that_are(shared: Desk, path: str, field: str, known: str) -> None:
    refused = await shared.get(OFFICER, path)
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert known in refused.json()["errors"][0]["message"]["zh"]


async def test_query_parameter_is_refused_when_it_is_there_twice(shared: Desk) -> None:
    answer = await shared.get(OFFICER, "/applications?limit=2&limit=3&stage=paid")
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert [(error["field"], error["message"]["zh"]) for error in answer.json()["errors"]] == [("limit", "重复填写，只能填写一次")]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("/tasks?overdue=maybe", "是否只看已逾期的"),
        ("/budgets?year=1990", "年度"),
        ("/disbursements?amount_from=-1", "金额"),
        ("/notices?published_from=2026-13-01", ""),
    ],
)
async def test_fault_of_a_filter_calls_it_by_a_name(shared: Desk, asked: str, title: str) -> None:
    [fault] = (await shared.get("finance-1", asked)).json()["errors"]
    assert fault["message"]["zh"].startswith(f"{title}：" if title else "应")


async def test_query_parameters_of_what_is_written_are_refused_alike(shared: Desk) -> None:
    refused = await shared.post(APPLICANT, "/applications?dry_run=true", DRAFT)
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, ["dry_run"])


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800"])
async def test_text_is_refused_when_it_cannot_be_stored(shared: Desk, text: str) -> None:
    body = json.dumps(DRAFT).replace('"facts": {}', f'"facts": {{"certificate_no": "{text}"}}')
    headers = {"Content-Type": "application/json"}
    assert (await shared.ask(APPLICANT, "POST", "/applications", content=body, headers=headers)).status_code in {400, 422}


@pytest.mark.parametrize("media_type", ["application/JSON", "Application/Json; charset=utf-8"])
async def test_text_is_refused_when_it_cannot_be_stored_however_the_type_is_written(shared: Desk, media_type: str) -> None:
    body = json.dumps(DRAFT).replace('"facts": {}', '"facts": {"certificate_no": "\\u0000"}')
    refused = await shared.ask(APPLICANT, "POST", "/applications", content=body, headers={"Content-Type": media_type})
    assert refused.status_code in {400, 422}


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\U000e0041", "\x07"])
async def test_text_is_kept_without_what_nobody_sees(api: Desk, unseen: str) -> None:
    drafted = await api.post(APPLICANT, "/applications", DRAFT | {"facts": {"certificate_no": f"XJ{unseen}-1"}})
    assert drafted.status_code == 201, drafted.text
    assert drafted.json()["facts"]["certificate_no"] == "XJ-1"


@pytest.mark.parametrize("body", [b"{", b'{"facts": NaN}', b"\xff", b"[" * 40_000, b'{"a": ' + b"9" * 5000 + b"}"])
async def test_body_is_refused_when_it_is_not_json(shared: Desk, body: bytes) -> None:
    answer = await shared.ask(APPLICANT, "POST", "/applications", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    code_of(answer)


@pytest.mark.parametrize("depth", [51, 450, 900, 5_000])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize(
    ("path", "field"),
    [("/eligibility", "facts"), ("/applications", "facts"), ("/tasks/01a22677-40e4-737f-8eec-93a00e79ea08/complete", "facts")],
)
async def test_body_is_refused_when_it_is_nested_without_end(
    shared: Desk, depth: int, opens: str, closes: str, path: str, field: str
) -> None:
    body = '{"' + field + '": {"prize": ' + opens * depth + "1" + closes * depth + "}}"
    answer = await shared.ask(APPLICANT, "POST", path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text[:200]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("value", [0, 86_400, True, 1.5, "2026-13-01", "2026-03-01T00:00:00", ["2026-03-01"]])
async def test_date_is_refused_when_it_is_no_iso_date(shared: Desk, value: Any) -> None:
    assert code_of(await shared.post(APPLICANT, "/applications", DRAFT | {"matter_date": value})) == "invalid_input"


@pytest.mark.parametrize("value", [2**63, 2**70, -(2**70), 1.0, "1", True])
async def test_amount_is_refused_when_it_is_no_amount(shared: Desk, value: Any) -> None:
    body = {"department": "sti", "year": 2026, "amount_fen": value, "document_no": "1"}
    assert (await shared.post("finance-1", "/appropriations", body)).status_code == 422


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream"])
async def test_body_is_refused_when_it_is_too_large(shared: Desk, kind: str) -> None:
    async def flood() -> Any:
        for _ in range(3):
            yield b" " * 1_000_000

    for path in ("/applications", "/treasury/callbacks"):
        answer = await shared.ask(APPLICANT, "POST", path, content=flood(), headers={"Content-Type": kind})
        assert (answer.status_code, code_of(answer)) == (413, "too_large")


@pytest.mark.parametrize("path", ["/tasks/1", "/documents/x/content", "/notices/%00", "/messages/1/read", "/appropriations/x/transfers"])
async def test_resource_does_not_exist_when_its_id_is_none(shared: Desk, path: str) -> None:
    for person in (OFFICER, "finance-1"):
        assert (await shared.get(person, path)).status_code in {403, 404, 405, 422}


async def test_unknown_paths_and_methods_are_problems(shared: Desk) -> None:
    assert code_of(await shared.get(None, "/nowhere")) == "not_found"
    assert code_of(await shared.ask(None, "DELETE", "/items")) == "method_not_allowed"


async def test_documentation_works_without_internet(shared: Desk) -> None:
    for path in ("/docs", "/redoc"):
        page = (await shared.get(None, path)).text
        assert "cdn.jsdelivr" not in page
        assert "fonts.googleapis" not in page
    document = (await shared.get(None, "/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert document["paths"]["/applications/{reference}/submit"]["post"]["operationId"] == "submit_application"


async def test_callback_is_taken_only_when_it_is_signed(shared: Desk) -> None:
    body = json.dumps({"instruction_no": "BDA-2026-05-000001-P1", "status": "paid", "amount_fen": 1, "at": "2026-11-25T08:00:00+08:00",
                       "bank_reference": "B1", "reason": None}).encode()  # fmt: skip
    at = int(time.time())
    signature = hmac.new(TREASURY_SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json"}
    unsigned = await shared.ask(None, "POST", "/treasury/callbacks", content=body, headers=headers)
    assert (unsigned.status_code, code_of(unsigned)) == (401, "bad_signature")
    forged = await shared.ask(None, "POST", "/treasury/callbacks", content=body, headers=headers | {"X-Signature": f"t={at},v1={'0' * 64}"})
    assert code_of(forged) == "bad_signature"
    headers |= {"X-Signature": f"t={at},v1={signature}"}
    signed = await shared.ask(None, "POST", "/treasury/callbacks", content=body, headers=headers)
    assert (signed.status_code, signed.json()) == (200, {"matched": False})
