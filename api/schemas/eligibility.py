"""享受资格的字段。What an enterprise says of itself, and what can be said of every item from it, in JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, JsonValue

from api.schemas.base import PlainObject, Words
from api.schemas.codes import ItemCode, Listed
from api.schemas.described import As, Described
from api.schemas.item import Cap, Condition, EvidenceListed, Instead, Needed, OpenCondition, ParameterUnset, Titled
from policy.eligibility.eligibility import Standing
from policy.language.items import Outcome, Process


class Before(Described):
    """What earlier awards of an item an enterprise has had."""

    awards: int
    fen: int


class ItemAnswer(Described):
    """What can be said of an item from what is known."""

    item: str
    clause: int
    citation: str
    title: Words
    asked_about: bool
    before: Before
    standing: Annotated[str, Listed("AnswerStanding", Standing)]
    outcome: Outcome | None
    award_fen: int | None
    up_to_fen: int | None
    failed: list[Condition]
    open: list[OpenCondition]
    missing: list[Needed]
    missing_parameters: list[ParameterUnset]
    cap: Cap
    evidence: list[EvidenceListed]
    departments: list[Titled]
    process: Process
    instead: Instead | None


class NotAddedUp(Described):
    """Items of which only the best one is given."""

    items: list[str]
    same: list[str]
    text: Words
    clause: str


class OnRecord(Described):
    """What was put into a profile because it is on record."""

    field: str
    title: Words
    value: JsonValue
    source: Words = Field(description="谁提供 Whose word it is")
    on: date = Field(description="核验、记录或者登记的日期 Of which day it is")


class ItemAnswers(Described):
    """Every item answered from a profile."""

    document_id: str
    application_date: date
    matter_date: date
    known: list[OnRecord] = Field(description="已并入的在案情况 What is on record and was put in; nothing unless it was asked for")
    assumed: Words
    items: list[ItemAnswer]
    not_added_up: list[NotAddedUp]


class ApplicantAsked(Described):
    """Who asks, as far as it is said."""

    type: str | None = None
    registered_in_area: bool | None = None
    taxed_in_area: bool | None = None
    statistics_in_area: bool | None = None
    records: list[dict[str, JsonValue]] | None = None


class ProfileAsked(Described):
    """What is known; each part may be partial."""

    applicant: ApplicantAsked | None = None
    facts: dict[str, JsonValue] | None = None
    application_date: date | None = None
    matter_date: date | None = None
    items: list[ItemCode] | None = Field(default=None, description="最关心的事项，排在最前 The items that are asked about, told first")


AnswersShape = Annotated[dict[str, Any], As(ItemAnswers)]
ProfileGiven = Annotated[PlainObject, As(ProfileAsked)]
