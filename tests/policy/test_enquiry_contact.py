"""How whoever makes an enquiry is reached: what is a telephone or a mail, and what of it is shown."""

from __future__ import annotations

import pytest

from policy.processes.enquiry.contact import masked, read_contact


@pytest.mark.parametrize(
    ("written", "contact"),
    [
        ("13800000000", "13800000000"),
        (" 138 0000 0000 ", "13800000000"),
        ("（010）8888-8888", "01088888888"),
        ("+86-10-88888888", "+861088888888"),
        ("\uff11\uff13\uff1800000000", "13800000000"),
        ("8888888", "8888888"),
        ("A.B@Example.com", "a.b@example.com"),
        ("a@mail.example.com", "a@mail.example.com"),
    ],
)
def test_contact_is_read_when_it_is_a_telephone_or_a_mail(written: str, contact: str) -> None:
    assert read_contact(written) == contact


@pytest.mark.parametrize(
    "written", ["", "888888", "9" * 21, "13800000000转8001", "a@b", "@example.com", "a@b@example.com", "a@.com", "微信"]
)
def test_contact_is_none_when_it_is_neither(written: str) -> None:
    assert read_contact(written) is None


@pytest.mark.parametrize(
    ("contact", "shown"), [("13800001112", "****1112"), ("8881112", "****1112"), ("a.b@example.com", "****@example.com")]
)
def test_mask_leaves_the_end(contact: str, shown: str) -> None:
    assert masked(contact) == shown
