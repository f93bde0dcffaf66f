from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.errors import Refusal
from policy.processes.treasury.callback import verify_callback

SECRET = "a-secret-for-tests"
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
SIGNED_AT = int(NOW.timestamp())
PAID: dict[str, Any] = {
    "instruction_no": "P-1",
    "status": "paid",
    "amount_fen": 5_000,
    "at": "2026-06-01T10:00:00+08:00",
    "bank_reference": "TB1",
    "reason": None,
}


def signed(body: bytes, *, secret: str = SECRET, at: int | str = SIGNED_AT) -> str:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def body_of(**changes: Any) -> bytes:
    return json.dumps(PAID | changes).encode()


def refusal_of(header: str | None, body: bytes, *, secret: str = SECRET, now: datetime = NOW) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verify_callback(secret, header, body, now)
    return caught.value


def test_callback_is_believed_when_it_is_genuine() -> None:
    believed = verify_callback(SECRET, signed(body_of()), body_of(), NOW)
    assert (believed.instruction_no, believed.status, believed.amount_fen, believed.at) == ("P-1", "paid", 5_000, NOW)


def test_callback_is_believed_when_the_treasury_adds_members() -> None:
    body = body_of(added_next_year=1)
    assert verify_callback(SECRET, signed(body), body, NOW).bank_reference == "TB1"


def test_callback_is_believed_when_one_of_several_signatures_matches() -> None:
    header = signed(body_of(), secret="the old one") + "," + signed(body_of()).partition(",")[2]
    assert verify_callback(SECRET, header, body_of(), NOW).status == "paid"


@pytest.mark.parametrize("status", ["returned", "rejected"])
def test_callback_is_believed_without_bank_reference_when_nothing_was_paid(status: str) -> None:
    body = body_of(status=status, bank_reference=None, reason="account closed")
    assert verify_callback(SECRET, signed(body), body, NOW).reason == "account closed"


@pytest.mark.parametrize("seconds", [-300, 300])
def test_callback_is_believed_when_its_age_is_just_tolerated(seconds: int) -> None:
    assert verify_callback(SECRET, signed(body_of()), body_of(), NOW + timedelta(seconds=seconds)).status == "paid"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_callback_is_refused_when_it_is_too_old_or_too_new(seconds: int) -> None:
    assert refusal_of(signed(body_of()), body_of(), now=NOW + timedelta(seconds=seconds)).code == "bad_signature"


def test_callback_is_refused_when_it_is_signed_with_another_secret() -> None:
    assert refusal_of(signed(body_of(), secret="forged"), body_of()).code == "bad_signature"


def test_callback_is_refused_when_its_body_was_changed() -> None:
    assert refusal_of(signed(body_of()), body_of(amount_fen=5_001)).code == "bad_signature"


def test_callback_is_refused_when_its_time_was_changed() -> None:
    digest = signed(body_of()).partition(",")[2]
    assert refusal_of(f"t={SIGNED_AT + 1},{digest}", body_of()).code == "bad_signature"


def test_callback_is_refused_when_the_secret_is_empty() -> None:
    assert refusal_of(signed(body_of(), secret=""), body_of(), secret="").code == "bad_signature"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=,v1=",
        "v1=00",
        f"t={SIGNED_AT}",
        f"t={SIGNED_AT},v1=",
        f"t={SIGNED_AT},t={SIGNED_AT},v1=00",
        f"t={SIGNED_AT},v0=00",
        "t=1e9,v1=00",
        "t=-1,v1=00",
        "t=" + "9" * 5000 + ",v1=00",
        "t=\u0661\u0662,v1=00",
        f"t={SIGNED_AT},v1=\u00fc\u4e2d",
        "\x00",
    ],
)
def test_callback_is_refused_when_its_header_is_malformed(header: str | None) -> None:
    assert refusal_of(header, body_of()).code == "bad_signature"


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"1", b"\xff", b'{"amount_fen": NaN}', b"[" * 100_000])
def test_callback_is_malformed_when_a_genuine_body_is_no_json_object(body: bytes) -> None:
    assert refusal_of(signed(body), body).code == "malformed"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("instruction_no", ""),
        ("instruction_no", 1),
        ("instruction_no", "x" * 501),
        ("status", "accepted"),
        ("status", None),
        ("status", []),
        ("amount_fen", 0),
        ("amount_fen", -1),
        ("amount_fen", True),
        ("amount_fen", 1.0),
        ("amount_fen", "5000"),
        ("amount_fen", 9_000_000_000_000_001),
        ("at", "2026-06-01T10:00:00"),
        ("at", "yesterday"),
        ("at", 0),
        ("bank_reference", None),
        ("bank_reference", 1),
        ("reason", 1),
        ("reason", "a\x00b"),
        ("reason", "\ud800"),
    ],
)
def test_callback_is_invalid_when_a_genuine_body_has_a_wrong_member(member: str, value: Any) -> None:
    body = body_of(**{member: value})
    refusal = refusal_of(signed(body), body)
    assert (refusal.code, [fault.field for fault in refusal.faults]) == ("invalid_input", [member])


def test_callback_names_every_fault_when_a_genuine_body_is_empty() -> None:
    refusal = refusal_of(signed(b"{}"), b"{}")
    assert [fault.field for fault in refusal.faults] == ["instruction_no", "status", "amount_fen", "at"]


@given(header=st.text(max_size=200), body=st.binary(max_size=200))
def test_callback_is_refused_whatever_a_stranger_sends(header: str, body: bytes) -> None:
    assert refusal_of(header, body).code == "bad_signature"


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), st.lists, max_leaves=5
    )
)
def test_callback_is_never_a_crash_when_a_genuine_member_is_anything(value: Any) -> None:
    for member in PAID:
        body = body_of(**{member: value})
        try:
            verify_callback(SECRET, signed(body), body, NOW)
        except Refusal as refusal:
            assert refusal.code == "invalid_input"  # noqa: PT017 - either outcome is right, no other is
