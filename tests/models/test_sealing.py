"""封存的测试。What is kept sealed opens with its key and in its place alone, and shows of a number no more than its end."""

from __future__ import annotations

import pytest

from models.sealing import Seal

KEY, OTHER = b"k" * 32, b"o" * 16
ACCOUNT = {"holder": "甲公司", "bank": "演示银行", "number": "6222000011112222"}


def test_content_opens_in_its_place() -> None:
    assert Seal([KEY]).open(Seal([KEY]).seal(b"content", "a"), "a") == b"content"


def test_number_is_found_by_the_digest_of_the_key_it_was_kept_under() -> None:
    kept = Seal([OTHER]).digests("E12345678")[0]
    assert kept in Seal([KEY, OTHER]).digests("E12345678")
    assert kept not in Seal([KEY]).digests("E12345678") + Seal([OTHER]).digests("E12345679")


def test_content_stays_closed_when_it_is_moved() -> None:
    sealed = Seal([KEY]).seal(b"content", "a")
    with pytest.raises(ValueError, match="another place"):
        Seal([KEY]).open(sealed, "b")


@pytest.mark.parametrize("at", [0, 8, 20, -1])
def test_content_stays_closed_when_it_was_changed(at: int) -> None:
    sealed = bytearray(Seal([KEY]).seal(b"content", "a"))
    sealed[at] ^= 1
    with pytest.raises(ValueError, match="not sealed by us"):
        Seal([KEY]).open(bytes(sealed), "a")


@pytest.mark.parametrize("cut", [0, 7, 20, 30])
def test_content_stays_closed_when_it_was_cut_short(cut: int) -> None:
    with pytest.raises(ValueError, match="not sealed by us"):
        Seal([KEY]).open(Seal([KEY]).seal(b"content", "a")[:cut], "a")


def test_content_opens_with_an_older_key_and_with_no_strange_one() -> None:
    sealed = Seal([OTHER]).seal(b"content", "a")
    assert Seal([KEY, OTHER]).open(sealed, "a") == b"content"
    with pytest.raises(ValueError, match="not sealed by us"):
        Seal([KEY]).open(sealed, "a")


@pytest.mark.parametrize(
    ("number", "shown"), [("6222000011112222", "****2222"), ("13800000000", "****0000"), ("12345678", "****5678"), ("1234567", "****")]
)
def test_number_shows_its_end_where_it_is_long_enough_to_have_one(number: str, shown: str) -> None:
    veiled = Seal([KEY]).veil(number)
    assert veiled.partition(":")[0] == shown
    assert number not in veiled
    assert Seal([KEY]).unveil(veiled) == number


def test_number_is_sealed_another_way_each_time() -> None:
    seal = Seal([KEY])
    assert seal.veil(ACCOUNT["number"]) != seal.veil(ACCOUNT["number"])


@pytest.mark.parametrize(
    "number", [ACCOUNT["number"], "", "****2222", "****2222:", "****2222:!!", "****2222:AAAA", "****2222:\N{FULLWIDTH DIGIT ONE}"]
)
def test_number_that_is_not_sealed_is_none(number: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of each kind
        Seal([KEY]).unveiled(ACCOUNT | {"number": number})


def test_account_is_told_whole_to_whoever_has_the_key() -> None:
    seal = Seal([KEY])
    assert seal.unveiled(ACCOUNT | {"number": seal.veil(ACCOUNT["number"])}) == ACCOUNT
