"""What Temporal keeps of a case holds nothing personal, and a key can be rotated."""

from __future__ import annotations

import secrets

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import update
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from models.tables import Application
from runtime.encryption import ENCODING, EncryptionCodec, data_converter
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


async def test_structured_payload_is_sealed_and_opened_again() -> None:
    codec = EncryptionCodec([KEY])
    plain = payload(b'{"account":"6222"}')
    sealed = (await codec.encode([plain]))[0]
    assert sealed.metadata["encoding"] == ENCODING
    assert b"6222" not in sealed.SerializeToString()
    assert await codec.decode([sealed]) == [plain]


async def test_bare_string_stays_readable() -> None:
    plain = payload('"核验 verify"'.encode())
    assert await EncryptionCodec([KEY]).encode([plain]) == [plain]


async def test_payload_is_opened_when_its_key_was_rotated() -> None:
    plain = payload(b"[1]")
    sealed = await EncryptionCodec([OLD_KEY]).encode([plain])
    assert await EncryptionCodec([KEY, OLD_KEY]).decode(sealed) == [plain]
    assert (await EncryptionCodec([KEY, OLD_KEY]).encode([plain]))[0].metadata["key"] != sealed[0].metadata["key"]


async def test_payload_stays_shut_when_it_was_changed() -> None:
    codec = EncryptionCodec([KEY])
    sealed = (await codec.encode([payload(b"[1]")]))[0]
    forged = Payload(metadata=sealed.metadata, data=sealed.data[:-1] + bytes([sealed.data[-1] ^ 1]))
    with pytest.raises(InvalidTag):
        await codec.decode([forged])


def test_nothing_is_sealed_without_keys() -> None:
    assert data_converter([]).payload_codec is None
