"""被后文代替的文书。Which letters of a case a later one of it takes back, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from api.views.letter import LETTERS
from models.queries.history import History
from models.tables import Application, AuditEvent
from policy.judging.recognised import kind_called
from policy.letters.matter import Matter
from policy.letters.recognition_notice import Recognised, recognition_kept

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def replacing(process: str, *events: str) -> Mapping[str, list[str]]:
    happened = [AuditEvent(sequence=place, event=event, detail={}, occurred_at=NOW) for place, event in enumerate(events, start=1)]
    past = History(Application(), happened, ())
    return {one.event: [by.event for by in LETTERS[process].replacing(past, one)] for one in happened}


@pytest.mark.parametrize(
    ("process", "first", "then"),
    [
        ("instalment", "forfeiture_proposed", "forfeiture_refused"),
        ("recognition", "revocation_proposed", "revocation_dropped"),
        ("recognition", "notice_cleared", "revoked"),
        ("recognition", "imported", "revoked"),
        ("voucher", "issued", "voided"),
        ("loan", "bank_confirmed", "loan_cancelled"),
        ("benefit", "granted", "recognition_ended"),
        ("debarment", "bar_proposed", "not_barred"),
        ("debarment", "barred", "lifted"),
        ("settlement", "settlement_accepted", "payment_ended"),
    ],
)
def test_letter_is_taken_back_by_the_one_that_ends_what_it_says(process: str, first: str, then: str) -> None:
    assert {first, then} <= set(LETTERS[process].events)
    assert replacing(process, first, then) == {first: [then], then: []}


@pytest.mark.parametrize(
    ("process", "first", "then"), [("recognition", "notice_cleared", "revocation_dropped"), ("voucher", "issued", "expired")]
)
def test_letter_stands_when_what_follows_ends_nothing_of_it(process: str, first: str, then: str) -> None:
    assert replacing(process, first, then)[first] == []


@pytest.mark.parametrize(("language", "said"), [("zh", "不予撤销，原告知书不再执行"), ("en", "the recognition stands")])
def test_letter_undoes_an_intended_revocation_and_says_why_when_it_is_dropped(language: str, said: str) -> None:
    entry = Recognised(kind_called("patent_pool"), "专利池", "1号", NOW.date(), None)
    paper = recognition_kept(entry, Matter("RG-2026-000001", "演示", "sti", date(2026, 3, 2)), "标准适用无误。", language)
    text = "".join(paper.paragraphs)
    assert said in text
    assert "标准适用无误" in text
