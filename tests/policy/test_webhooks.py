"""A webhook is signed as Standard Webhooks says, says nothing but ids, and leads into nobody's own network."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest

from policy.webhooks import is_public, may_be_sent_to, payload, secret_of, signatures, why_not_url

# The example of the specification.
SECRET, KEY, AT, BODY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_signature_is_that_of_the_specification() -> None:
    assert signatures([SECRET], KEY, AT, BODY) == SIGNATURE


@pytest.mark.parametrize(("key", "at", "body"), [("msg_2", AT, BODY), (KEY, AT + 1, BODY), (KEY, AT, BODY + " ")])
def test_signature_is_another_when_anything_of_the_message_is(key: str, at: int, body: str) -> None:
    assert signatures([SECRET], key, at, body) != SIGNATURE


def test_both_secrets_sign_when_one_replaces_the_other() -> None:
    first, second = signatures([secret_of(b"s" * 32), SECRET], KEY, AT, BODY).split()
    assert (second, first != second) == (SIGNATURE, True)


def test_payload_says_what_happened_when_and_to_what_alone() -> None:
    message = uuid.uuid4()
    said = json.loads(payload("message.sent", datetime(2026, 3, 1, 8, tzinfo=UTC), message_id=message, case_id=None))
    assert said == {
        "type": "message.sent",
        "timestamp": "2026-03-01T08:00:00.000Z",
        "data": {"message_id": str(message), "case_id": None},
    }


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.7"),
        *("2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:7f00:1::"),
    ],
)
def test_address_of_a_network_of_somebodys_own_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("addresses", "loopback", "expected"),
    [
        (["8.8.8.8"], False, True),
        (["8.8.8.8", "10.0.0.7"], False, False),
        ([], False, False),
        (["127.0.0.1"], False, False),
        (["127.0.0.1", "::1"], True, True),
        (["10.0.0.7"], True, False),
    ],
)
def test_nothing_is_sent_when_one_of_a_names_addresses_is_no_public_one(
    addresses: list[str],
    loopback: bool,  # noqa: FBT001
    expected: bool,  # noqa: FBT001
) -> None:
    assert may_be_sent_to(addresses, loopback=loopback) is expected


@pytest.mark.parametrize("url", ["https://erp.enterprise.example/grants?of=1", "https://erp.enterprise.example:8443", "https://8.8.8.8/"])
def test_url_is_taken_when_it_is_of_the_internet(url: str) -> None:
    assert why_not_url(url, loopback=False) is None


@pytest.mark.parametrize(
    "url",
    [
        *("http://erp.enterprise.example/", "ftp://erp.enterprise.example/", "erp.enterprise.example", "https://", "https://[::1", ""),
        *("https://u:p@erp.enterprise.example/", "https://u@erp.enterprise.example/", "https://erp.enterprise.example/#part"),
        *("https://localhost/", "https://postgres/", "https://10.0.0.7/", "https://[::1]/", "https://[fd00::1]/", "https://127.0.0.1/"),
        *(
            "https://erp.enterprise.example:0/",
            "https://erp.enterprise.example:99999/",
            "https://企业.example/",
            "https://a .example/",
            "https://a.example/a b",
            "https://a.example\\@b",
        ),
        *("https://a_b.example/", "https://.example/", "https://127.1/", "https://2130706433/", "https://0x7f000001/"),
    ],
)
def test_url_is_refused_when_it_is_not_or_says_too_much(url: str) -> None:
    assert why_not_url(url, loopback=False) is not None


@pytest.mark.parametrize(
    ("url", "taken"), [("http://127.0.0.1:9000/", True), ("http://localhost:9000/", True), ("http://10.0.0.7/", False)]
)
def test_url_of_this_machine_alone_is_taken_without_tls_in_a_demonstration(url: str, taken: bool) -> None:  # noqa: FBT001
    assert (why_not_url(url, loopback=True) is None) is taken
