"""被后文代替的文书。Which letters of a case a later one of it takes back, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import Mock

import pytest

from api.views import voucher_letter
from api.views.letter import LETTERS
from models.queries.history import History, Moment
from models.tables import Application, AuditEvent, Voucher
from policy.errors import Refusal
from policy.judging.recognised import kind_called
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.recognition_notice import Recognised, recognition_kept, recognition_refused

BODIES = Bodies("市政府", "法院", "专题会")
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


@pytest.mark.parametrize(
    ("at", "said"), [("acceptance_refused", "决定不予受理"), ("recognition_refused", "决定不予认定"), ("objection_upheld", "异议成立")]
)
def test_letter_says_how_far_a_request_for_recognition_came_when_it_is_refused(at: str, said: str) -> None:
    entry, about = Recognised(kind_called("patent_pool"), "专利池", "", None, None), Matter("RG-2026-000001", "演示", "sti", NOW.date())
    assert said in recognition_refused(entry, about, [], "权属不清", BODIES, "zh", at=at).paragraphs[0]


@pytest.mark.parametrize(("language", "said"), [("zh", "不予撤销，原告知书不再执行"), ("en", "the recognition stands")])
def test_letter_undoes_an_intended_revocation_and_says_why_when_it_is_dropped(language: str, said: str) -> None:
    entry = Recognised(kind_called("patent_pool"), "专利池", "1号", NOW.date(), None)
    paper = recognition_kept(entry, Matter("RG-2026-000001", "演示", "sti", date(2026, 3, 2)), "标准适用无误。", language)
    text = "".join(paper.paragraphs)
    assert said in text
    assert "标准适用无误" in text


@pytest.mark.parametrize("accepted", [1, 2])
async def test_request_is_told_once_that_it_was_taken_in_when_an_approver_sends_it_back(
    accepted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def about(*_: Any) -> Matter:
        return Matter("IV-2026-000001", "演示", "sti", NOW.date())

    monkeypatch.setattr(voucher_letter, "matter", about)
    happened = [AuditEvent(sequence=place, event="accepted", detail={}, occurred_at=NOW) for place in range(1, accepted + 1)]
    asked = LETTERS["voucher"].write(Mock(), Voucher(), Moment("decision", NOW, happened, ()), BODIES, "zh")
    if accepted == 1:
        assert "受理" in (await asked).title
    else:
        with pytest.raises(Refusal):
            await asked
