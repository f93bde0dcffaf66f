"""榜单与方案的字段。Calls and the solutions to them in JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, model_validator

from api.schemas.base import Fen, Given, LongText, Moment, ShortText, Shown, Words
from api.schemas.case import CaseShown
from api.schemas.codes import StageCode, StageNamed
from api.schemas.described import As, Described
from policy.processes.post_grant.task_book import MONTHS_MOST
from policy.text import Text

# JSON has no instants: they are read from strings with an offset.


_TWICE = Text("榜单序号不得重复", "challenges: every number may be there once only")


class WordsGiven(Given):
    """A title in both languages."""

    zh: ShortText
    en: ShortText


class ChallengeGiven(Given):
    """One challenge or scenario of the list."""

    no: Annotated[int, Field(ge=1, le=999, description="榜单序号 Its number in the list")]
    title: ShortText
    requirement: LongText
    budget_hint_fen: Fen | None = None
    winners: Annotated[int, Field(ge=1, le=20, description="至多几家入选 How many may win")] = 1


class CriterionGiven(Given):
    """A criterion of the evaluation."""

    title: ShortText
    description: LongText


Challenges = Annotated[list[ChallengeGiven], Field(min_length=1, max_length=100)]
Criteria = Annotated[list[CriterionGiven], Field(min_length=1, max_length=20)]


def _each_number_once(challenges: list[ChallengeGiven] | None) -> None:
    numbers = [challenge.no for challenge in challenges or []]
    if len(set(numbers)) < len(numbers):
        raise ValueError(_TWICE)


class CallGiven(Given):
    """A new call."""

    item_code: ShortText = Field(examples=["challenge-post-grant"])
    title: WordsGiven
    challenges: Challenges
    criteria: Criteria
    opens_at: Moment | None = Field(default=None, description="发布时间，默认为现在 When it opens; now unless given")
    closes_at: Moment

    @model_validator(mode="after")
    def _numbers(self) -> CallGiven:
        _each_number_once(self.challenges)
        return self


class CallChange(Given):
    """A change of a call that is not published: what is given replaces what was there."""

    title: WordsGiven | None = None
    challenges: Challenges | None = None
    criteria: Criteria | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None

    @model_validator(mode="after")
    def _numbers(self) -> CallChange:
        _each_number_once(self.challenges)
        return self


class ExtensionGiven(Given):
    """A later end of the window, and why."""

    closes_at: Moment
    reason: LongText


class Ended(Described):
    """Where a winner's project ended, and when that was decided."""

    stage: StageCode
    on: date


class Winner(Described):
    """A winner, as it is published."""

    challenge_no: int
    solution: str
    reason: str
    enterprise_name: str
    selected_on: date
    ended: Ended | None = None


class CallShown(CaseShown):
    """A call as it is published."""

    item_title: Words
    clause: str
    title: Words
    challenges: list[Annotated[dict[str, Any], As(ChallengeGiven)]]
    criteria: list[Annotated[dict[str, Any], As(CriterionGiven)]]
    opens_at: datetime
    closes_at: datetime
    winners: list[Annotated[dict[str, Any], As(Winner)]] = Field(description="入选方案及理由 The winners, and why")
    reason: str | None = Field(default=None, description="取消的理由 Why it was cancelled")
    next_step: Words


class SolutionFields(Given):
    """What a solution says."""

    approach: LongText = Field(description="技术路线 The approach")
    team: LongText = Field(description="团队 The team")
    planned_cost_fen: Fen = Field(description="计划成本（分）What it is to cost, in fen")
    months: Annotated[int, Field(ge=1, le=MONTHS_MOST, description="实施月数，至多36 Months it takes, 36 at most")]


class SolutionGiven(Given):
    """A new solution to one challenge of a call."""

    challenge_no: Annotated[int, Field(ge=1, le=999)]
    title: ShortText
    solution: SolutionFields


class SolutionChange(Given):
    """A change of a solution that is a draft or being corrected: what is given replaces what was there."""

    title: ShortText | None = None
    solution: SolutionFields | None = None


class SolutionShown(Shown):
    """A solution in the list of its call."""

    number: str
    challenge_no: int
    title: str
    enterprise_uscc: str
    enterprise_name: str
    stage: StageNamed
    score: str | None
    votes: int | None
    recommendations: int | None
