"""The number of an identity document: read into one form, refused with what is wrong and never with what was written, and masked."""

from __future__ import annotations

from datetime import date

import pytest
from stdnum.cn import ric

from policy.errors import Code, Refusal
from policy.identity_document import DocumentKind, described, masked, read_number

TODAY = date(2026, 11, 30)
NO_BIRTH = "出生日期不存在、尚未到来或者过早"
CITIZEN = "11010519491231002X"


def card(body: str) -> str:
    """Return a number with the check digit that another implementation gives it."""
    return body + ric.calc_check_digit(body + "0")


WIDE = CITIZEN.translate({ord(sign): ord(sign) + 0xFEE0 for sign in CITIZEN})


@pytest.mark.parametrize("written", [CITIZEN, CITIZEN.lower(), "110105 19491231 002x", "110105-19491231-002X", WIDE])
def test_resident_card_is_read_when_it_is_written_otherwise(written: str) -> None:
    assert read_number(DocumentKind.RESIDENT_CARD, written, TODAY) == CITIZEN


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("permanent_residence", card("91184019900307101")),
        ("permanent_residence", "USA330190030710"),
        ("hk_macau_permit", "H12345678"),
        ("hk_macau_permit", "M1234567801"),
        ("hk_macau_permit", card("81000019900307101")),
        ("hk_macau_permit", card("82000019900307101")),
        ("taiwan_permit", "12345678"),
        ("taiwan_permit", card("83000019900307101")),
        ("passport", "E12345678"),
        ("passport", "123456789"),
    ],
)
def test_number_is_read_of_each_kind_of_document(kind: str, number: str) -> None:
    assert read_number(DocumentKind(kind), f" {number.lower()} ", TODAY) == number


@pytest.mark.parametrize("digit", "0123456789")
def test_resident_card_is_refused_when_its_check_digit_is_another(digit: str) -> None:
    assert fault("resident_card", CITIZEN[:-1] + digit) == "校验码不符"


@pytest.mark.parametrize("body", ["11010520260230002", "11010520261201002", "11010520260001002", "11010500000101002", "11010518000101002"])
def test_card_is_refused_when_nobody_was_born_on_its_day(body: str) -> None:
    assert fault("resident_card", card(body)) == NO_BIRTH


@pytest.mark.parametrize(("born", "is_read"), [("19061129", False), ("19061130", True), ("20261130", True), ("20261201", False)])
@pytest.mark.parametrize(
    ("kind", "before"),
    [("resident_card", "110105"), ("permanent_residence", "911840"), ("hk_macau_permit", "810000"), ("taiwan_permit", "830000")],
)
def test_card_is_read_when_its_holder_may_be_alive(kind: str, before: str, born: str, is_read: bool) -> None:  # noqa: FBT001 - a case
    number = card(f"{before}{born}101")
    if is_read:
        assert read_number(DocumentKind(kind), number, TODAY) == number
    else:
        assert fault(kind, number) == NO_BIRTH


@pytest.mark.parametrize("born", ["900230", "901301", "000000"])
def test_older_permanent_residence_card_is_refused_when_nobody_was_born_on_its_day(born: str) -> None:
    assert fault("permanent_residence", f"USA3301{born}10") == NO_BIRTH


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("resident_card", "110105491231002"),
        ("resident_card", "X" + CITIZEN[1:]),
        ("resident_card", card("81000019900307101")),
        ("resident_card", card("01010519900307101")),
        ("permanent_residence", CITIZEN),
        ("permanent_residence", "US3301900307101"),
        ("hk_macau_permit", "T12345678"),
        ("hk_macau_permit", card("83000019900307101")),
        ("taiwan_permit", "1234567"),
        ("taiwan_permit", card("81000019900307101")),
        ("passport", "ABCDEFGH"),
        ("passport", "E1234"),
        ("passport", "E123456789012"),
        ("passport", "护照12345678"),
    ],
)
def test_number_is_refused_when_it_is_of_no_such_document(kind: str, number: str) -> None:
    assert fault(kind, number) == "不是该证件的号码"


def fault(kind: str, number: str) -> str:
    """Return what is wrong with a number."""
    with pytest.raises(Refusal) as refused:
        read_number(DocumentKind(kind), number, TODAY)
    [said] = refused.value.faults
    assert (refused.value.code, said.field, number in str(said)) == (Code.INVALID_INPUT, "number", False)
    return said.message.zh


def test_number_shows_its_end_alone() -> None:
    assert (masked(CITIZEN), described("resident_card", masked(CITIZEN))) == ("****002X", "居民身份证****002X")
