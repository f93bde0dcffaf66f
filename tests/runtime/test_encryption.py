"""What Temporal keeps of a case holds nothing personal, and a key can be rotated."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import update
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.converter import ActivitySerializationContext, WorkflowSerializationContext
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from models.tables import Application
from runtime.encryption import ENCODING, REFUSED, SealedCodec, data_converter
from sandbox.people import PEOPLE
from tests.office import (
    ACCOUNT,
    APPLICANT,
    CLOSED_ACCOUNT,
    COMMITTEE,
    FINANCE,
    OFFICER,
    OTHER_OFFICER,
    SIGNED,
    Case,
    defective,
    explained,
    real_time_office,
    skipping_office,
)

OLD_KEY, KEY = secrets.token_bytes(32), secrets.token_bytes(32)
CASE = "application/BDA-1"
NOT_READ = Payload(metadata={"encoding": REFUSED})
# What people wrote or are called; every one of them passes through the case below.
PERSONAL = (
    ACCOUNT["number"],
    CLOSED_ACCOUNT["number"],
    ACCOUNT["holder"],
    ACCOUNT["bank"],
    str(SIGNED["signatory"]),
    "法定代表人",
    "张三",
    "13800000000",
    "证书存疑",
    "等待上级答复",
    "扫描件不清晰",
    "经核实证书有效",
    "符合条件",
    "户名一致",
    "已电话核实",
    *(person.name for person in PEOPLE),
)


async def through_everything(case: Case) -> None:
    """Take a case through most of what people can write into it."""
    await case.answer("acceptance", OFFICER, **defective())
    matter_date = (await case.row()).matter_date
    await case.office.change(update(Application).where(Application.id == case.id).values(matter_date=None))
    assert await case.refusal_of_answer("correction", APPLICANT, decision="corrected") == "incomplete"
    await case.office.change(update(Application).where(Application.id == case.id).values(matter_date=matter_date))
    await case.answer("correction", APPLICANT, **explained())
    await case.hold()
    await case.resume()
    await case.to_notice()
    await case.object()
    await case.answer("objection_ruling", OTHER_OFFICER, decision="objection_dismissed", reason="经核实证书有效")
    await case.clear_notice()
    await case.answer("commitment", APPLICANT, **(SIGNED | {"account": CLOSED_ACCOUNT}))
    await case.pay()
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    assert await case.refusal_of_answer("payee_check", COMMITTEE, decision="payee_accepted", reason="户名一致") == "forbidden"
    await case.pay()
    await case.reach("in_force")


async def stored_by_temporal(case: Case) -> str:
    """Return everything the server knows of a case, as it keeps it."""
    history = await case.handle.fetch_history()
    described = await case.handle.describe()
    stored = b"".join(event.SerializeToString() for event in history.events) + described.raw_description.SerializeToString()
    assert ENCODING in stored
    return stored.decode(errors="ignore")


async def test_history_of_a_case_holds_nothing_personal(time_skipping_env: WorkflowEnvironment, database_url: str) -> None:
    client = Client(**(time_skipping_env.client.config() | {"data_converter": data_converter([KEY])}))
    async with skipping_office(time_skipping_env, database_url, client=client) as office:
        case = await office.apply_for()
        await through_everything(case)
        stored = await stored_by_temporal(case)
    assert [word for word in PERSONAL if word in stored] == []
    # Operators read these without a key.
    assert "payment_confirmed" in stored
    assert case.number in stored


async def test_refusal_is_read_by_whoever_has_the_key(temporal_env: WorkflowEnvironment, database_url: str) -> None:
    client = Client(**(temporal_env.client.config() | {"data_converter": data_converter([KEY])}))
    async with real_time_office(client, database_url) as office:
        case = await office.apply_for()
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await case.answer("acceptance", FINANCE, decision="accepted")
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "forbidden"
    assert refused.value.cause.details == ("该任务不由您办理。", "This task is not yours to do.")


async def test_failure_is_sealed_when_a_database_names_the_row_it_refuses() -> None:
    failure = Failure()
    converter = data_converter([KEY])
    await converter.encode_failure(RuntimeError(f"Failing row contains ({ACCOUNT['number']})"), failure)
    assert ACCOUNT["number"].encode() not in failure.SerializeToString()
    assert ACCOUNT["number"] in str(await converter.decode_failure(failure))


def payload(data: bytes) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=data)


def codec(*keys: bytes, of: str | None = None) -> SealedCodec:
    made = SealedCodec(keys or [KEY])
    return made if of is None else made.with_context(WorkflowSerializationContext("default", of))


async def test_structured_payload_is_sealed_and_opened_again() -> None:
    plain = payload(b'{"account":"6222"}')
    [sealed] = await codec(of=CASE).encode([plain])
    assert sealed.metadata["encoding"] == ENCODING
    assert b"6222" not in sealed.SerializeToString()
    assert await codec(of=CASE).decode([sealed]) == [plain]


@pytest.mark.parametrize("bare", ['"核验 verify"'.encode(), b"null", b"true", b"false"])
async def test_bare_scalar_stays_readable(bare: bytes) -> None:
    plain = payload(bare)
    assert await codec(of=CASE).encode([plain]) == [plain]
    assert await codec(of=CASE).decode([plain]) == [plain]


@pytest.mark.parametrize("moment", [b'"1999-01-01T00:00:00Z"', b'"2026-11-30 08:00:00+08:00"'])
async def test_moment_is_sealed_and_believed_of_nobody_else(moment: bytes) -> None:
    plain = payload(moment)
    [sealed] = await codec(of=CASE).encode([plain])
    assert await codec(of=CASE).decode([sealed, plain]) == [plain, Payload(metadata={"encoding": REFUSED})]


async def test_payload_is_opened_when_its_key_was_rotated() -> None:
    plain = payload(b"[1]")
    sealed = await codec(OLD_KEY, of=CASE).encode([plain])
    assert await codec(KEY, OLD_KEY, of=CASE).decode(sealed) == [plain]
    assert (await codec(KEY, OLD_KEY, of=CASE).encode([plain]))[0].metadata["key"] != sealed[0].metadata["key"]


@pytest.mark.parametrize(
    ("sealed_for", "read_by"),
    [
        ("scheduled/rd-growth", "scheduled/rd-growth-2026-06-01T02:00:00Z"),
        ("scheduled/rd-growth-2026-06-01T02:00:00Z", "scheduled/rd-growth"),
        (CASE, None),
    ],
)
async def test_payload_is_opened_by_what_a_schedule_starts_and_by_an_operator(sealed_for: str, read_by: str | None) -> None:
    plain = payload(b"[1]")
    assert await codec(of=read_by).decode(await codec(of=sealed_for).encode([plain])) == [plain]


async def test_payload_of_an_activity_belongs_to_its_workflow() -> None:
    plain = payload(b"[1]")
    of = ActivitySerializationContext("default", "1", "record_transition", "etown", CASE, "Application", is_local=False)
    assert await codec(of=CASE).decode(await SealedCodec([KEY]).with_context(of).encode([plain])) == [plain]


@pytest.mark.parametrize("reader", ["application/BDA-2", "application/BDA-10", "call/BDA-1", "application/BDA-1-2026-06-01T02:00:00Z", ""])
async def test_payload_is_refused_when_it_belongs_to_another_workflow(reader: str) -> None:
    sealed = await codec(of=CASE).encode([payload(b"[1]")])
    assert await codec(of=reader).decode(sealed) == [NOT_READ]


@pytest.mark.parametrize("place", [0, 5, 11, 12, 20, -16, -1])
async def test_payload_is_refused_when_a_byte_of_it_was_changed(place: int) -> None:
    [sealed] = await codec(of=CASE).encode([payload(b"[1]")])
    data = bytearray(sealed.data)
    data[place] ^= 1
    assert await codec(of=CASE).decode([Payload(metadata=sealed.metadata, data=bytes(data))]) == [NOT_READ]


@pytest.mark.parametrize("change", [{"workflow": b"application/BDA-2"}, {"key": b"0123456789abcdef"}, {"key": b""}, {"workflow": b"\xff"}])
@pytest.mark.parametrize("reader", [CASE, "application/BDA-2", None])
async def test_payload_is_refused_when_it_says_another_workflow_or_key(change: dict[str, bytes], reader: str | None) -> None:
    [sealed] = await codec(of=CASE).encode([payload(b"[1]")])
    forged = Payload(metadata=dict(sealed.metadata) | change, data=sealed.data)
    assert await codec(of=reader).decode([forged]) == [NOT_READ]


@pytest.mark.parametrize("cut", [0, 1, 11, 12, 13, 27])
async def test_payload_is_refused_when_it_was_cut(cut: int) -> None:
    [sealed] = await codec(of=CASE).encode([payload(b"[1]")])
    assert await codec(of=CASE).decode([Payload(metadata=sealed.metadata, data=sealed.data[:cut])]) == [NOT_READ]


@pytest.mark.parametrize(
    "foreign",
    [
        payload(b"{}"),
        payload(b"[]"),
        payload(b"1"),
        payload(b" null"),
        Payload(data=b'"x"'),
        Payload(metadata={"encoding": b"json/protobuf"}, data=b'"x"'),
        Payload(metadata={"encoding": b"binary/protobuf", "messageType": b"temporal.api.sdk.v1.WorkflowMetadata"}, data=b"x"),
        Payload(metadata={"encoding": b"binary/plain"}, data=b"null"),
        Payload(),
    ],
)
async def test_payload_is_refused_when_it_was_not_sealed(foreign: Payload) -> None:
    assert await codec(of=CASE).decode([foreign]) == [NOT_READ]


async def test_others_are_opened_when_one_is_refused() -> None:
    plain = payload(b"[1]")
    [sealed] = await codec(of=CASE).encode([plain])
    assert await codec(of=CASE).decode([sealed, payload(b"{}"), sealed]) == [plain, NOT_READ, plain]


async def test_operator_is_told_when_a_payload_is_not_ours() -> None:
    with pytest.raises(ValueError, match="not sealed by us"):
        await codec().open_all([payload(b"{}")])


@pytest.mark.parametrize("value", [1, {"a": 1}, [1]])
def test_no_converter_knows_what_was_refused(value: object) -> None:
    with pytest.raises(KeyError, match="binary/refused"):
        data_converter([KEY]).payload_converter.from_payloads([NOT_READ], [type(value)])
