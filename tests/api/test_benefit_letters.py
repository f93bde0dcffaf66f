"""The letter that ends benefits names each that ends, and what it had come to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.views.benefit_letter import had
from models.queries.history import Moment
from models.tables import AuditEvent
from policy.letters.benefit_notice import benefit_ended
from policy.letters.matter import Matter
from policy.letters.paper import set_paper
from policy.processes.benefit.lifecycle import Event
from tests.policy.letters import BODIES

MATTER = Matter("BN-2026-000008", "沈知行", "hr", date(2026, 5, 11), to_person=True)
GRANTED = AuditEvent(event=Event.GRANTED, detail={"delivered_by": {"housing": "hr", "medical": "hr"}})


def after(*happened: str, benefit: str = "medical") -> Moment:
    """Return benefits of which two were granted, and what has happened to one since."""
    told = [AuditEvent(event=event, detail={"benefit": benefit}) for event in happened]
    return Moment("delivery", datetime.now(UTC), [GRANTED, *told], [])


@pytest.mark.parametrize(
    ("happened", "was"),
    [
        ((), "医疗：已准予，尚未落实"),
        ((Event.DELIVERED,), "医疗：已落实，尚待您确认"),
        ((Event.DELIVERED, Event.RECEIVED), "医疗：已落实"),
        ((Event.DELIVERED, Event.RECEIPT_LAPSED), "医疗：已落实"),
        ((Event.DELIVERED, Event.NOT_RECEIVED), "医疗：您反映未落实，正在重新落实"),
    ],
)
def test_letter_names_every_benefit_that_ends_and_what_it_had_come_to(happened: tuple[str, ...], was: str) -> None:
    text = set_paper(benefit_ended(MATTER, had(after(*happened)), Event.RECOGNITION_ENDED, "", BODIES, "zh"), "zh")
    assert [said for said in ("您的“住房、医疗”自", "住房：已准予，尚未落实", was) if said not in text] == []


def test_letter_leaves_out_what_was_told_not_to_be_available() -> None:
    assert had(after(Event.NOT_AVAILABLE)) == {"housing": None}
    text = set_paper(benefit_ended(MATTER, had(after(Event.NOT_AVAILABLE)), Event.GIVEN_UP, "", BODIES, "en"), "en")
    assert ("Housing" in text, "edical" in text) == (True, False)
