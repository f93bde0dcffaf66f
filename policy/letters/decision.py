"""决定。The decision on an application as its letter states it, and what happens next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from policy.language.facts import Json
from policy.language.items import Outcome
from policy.letters.bodies import Bodies
from policy.letters.refused import Objected, Redecided
from policy.letters.wording import day_in
from policy.processes.application.lifecycle import Event, Stage
from policy.text import Text

_DECIDED_FOR_GOOD: Final = frozenset({Stage.REJECTED, Stage.OLDER_POLICY_FINAL})


class Standing(StrEnum):
    """Where an application stands, as its letter says."""

    OFFERED = "offered"
    PENDING = "pending"
    INTENDED = "intended"
    AWARDED = "awarded"
    REFUSED = "refused"
    OLDER_POLICY = "older_policy"
    REOPENED = "reopened"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Decision:
    """An application's decision, to be put into a letter.

    Attributes:
        number: The application's number.
        addressee: The applicant's name.
        standing: Where the application stands.
        award_fen: The amount that was decided, which a committee may have set.
        formula_fen: What the formula comes to, where the award is its share of a ceiling for everybody.
        alone: Whether nobody else had a share on its list.
        reason: Why a person refused it, in their words.
        failures: The conditions found unmet before anything was assessed, each with a `code`, a `text` in both languages and a `clause`,
            and a bad record with the `records` that count.
        stopped: Whether it had been approved, and was ended for what was found before the payment: the failures.
        suspended: Whether it was ended for a superior policy: the failures.
        objected: What an objection was to that was upheld, where it was refused for that.
        redecided: How it was decided anew, where it had been awarded and was found not to be due.
        open_to_reconsideration: Whether the applicant may still ask for reconsideration.
        stage: Where the application stands, which says what happens next.
        until: Until when that is, or until when reconsideration may be asked for.
        older: What the older policy pays that was chosen instead, and what the Opinions would have, in fen.
        unaccepted: Whether it was refused before it was taken in.
        reconsidered: Whether it was reconsidered already.
        parts: What a reconsideration found wrong, part by part.
        identity: How the register knows the applicant otherwise than the application names it, where it was refused for that.
        ending: By which event it ended, where it was neither awarded nor refused.
        offered: Whether nobody applied for it: an annual run found it due.
        objections_dismissed: Whether somebody objected to it during its public notice, and was not right.
        commits: Whether it commits to stay before it is paid, as enterprises do (general term 6); others give their account alone.
        ordinal: The how-manieth letter of its kind it is in the case.
        instalments: In which parts it is paid, each with what it comes to; none where it is paid at once.
        invests_on: The terms on which a committee resolved to invest, where it is no grant.
        department: The code of the department that signs; the item's own where it is empty.
        decided_on: The date of the letter.
    """

    number: str
    addressee: str
    standing: Standing
    award_fen: int | None = None
    formula_fen: int | None = None
    alone: bool = False
    reason: str | None = None
    failures: Sequence[Mapping[str, Json]] = ()
    stopped: bool = False
    suspended: bool = False
    objected: Objected | None = None
    redecided: Redecided | None = None
    older: tuple[int, int] | None = None
    unaccepted: bool = False
    reconsidered: bool = False
    parts: Sequence[Text] = ()
    open_to_reconsideration: bool = False
    stage: Stage | None = None
    until: date | None = None
    identity: Mapping[str, Json] | None = None
    ending: str | None = None
    offered: bool = False
    objections_dismissed: bool = False
    commits: bool = True
    ordinal: int = 1
    instalments: Sequence[Mapping[str, Json]] = ()
    invests_on: Mapping[str, Json] | None = None
    department: str = ""
    decided_on: date | None = None

    @property
    def refusal(self) -> Text:
        """What a refusal is called: what its reasons are the reasons of."""
        if self.is_reconsidered:
            return _UPHELD
        if self.stopped:
            return _STOPPED
        return _UNACCEPTED if self.unaccepted else UNSUPPORTED

    @property
    def is_reconsidered(self) -> bool:
        """Whether a refusal stands after it was reconsidered."""
        return self.reconsidered and self.stage in _DECIDED_FOR_GOOD


_NEXT: Final = {
    Stage.OFFER: Text(
        "请在系统“确认免申即享”任务中选择确认、对数据提出异议或者放弃。确认后经核验、核定、审定和公示，签署持续经营承诺后拨付。",
        "Please open the task “Confirm the offer” and confirm, dispute the figures, or decline. Once you confirm, it is verified, approved "
        "and put on public notice; the commitment to stay and the payment follow.",
    ),
    Stage.BUDGET_WAIT: Text(
        "本年度预算额度暂不足，落实后进入公示。",
        "This year's budget does not suffice yet; once it does, the public notice follows.",
    ),
    Stage.PUBLIC_NOTICE: Text(
        "现正公示。公示期满无异议的，作出支持决定，并请贵单位签署持续经营承诺、填写收款账户；签署后由财政拨付至该账户，签署前不拨付。",
        "The intended support is now on public notice. If nobody objects, it is decided, and you will be asked to sign "
        "the commitment to stay and to give your account; "
        "the money is paid into it after that, and not before.",
    ),
    Stage.COMMITMENT: Text(
        "请贵单位签署持续经营承诺并填写收款账户，签署后由财政拨付至该账户；逾期未签署的，申请终止。",
        "The public notice is over. Please sign the commitment to stay and give your account; the money is paid into it after that. "
        "If it is not signed in time, the application ends.",
    ),
}
# What differs for whoever commits to nothing.
_NEXT_UNCOMMITTED: Final = {
    Stage.PUBLIC_NOTICE: Text(
        "现正公示。公示期满无异议的，作出支持决定，并请贵单位填写收款账户，由财政拨付至该账户。",
        "The intended support is now on public notice. If nobody objects, it is decided, and you will be asked to give your account; "
        "the money is paid into it after that.",
    ),
    Stage.COMMITMENT: Text(
        "请贵单位填写收款账户，由财政拨付至该账户；逾期未填写的，申请终止。",
        "The public notice is over. Please give your account; the money is paid into it after that. "
        "If it is not given in time, the application ends.",
    ),
}
# What differs where it is no grant: the agreement comes before the commitment.
_NEXT_INVESTED: Final = {
    Stage.PUBLIC_NOTICE: Text(
        "现正公示。公示期满无异议的，作出支持决定，由贵单位与我局按上述条款签署投资协议，再签署持续经营承诺、填写收款账户；签署前不拨付。",
        "The intended investment is now on public notice. If nobody objects, it is decided; you and this department sign an agreement on "
        "the terms above, you sign the commitment to stay and give your account, and nothing is paid before.",
    ),
    Stage.COMMITMENT: Text(
        "请贵单位与我局按上述条款签署投资协议；协议经复核后，请签署持续经营承诺并填写收款账户，签署后由财政拨付至该账户。",
        "The public notice is over. Please sign an agreement on the terms above with this department; once it is confirmed you will be "
        "asked to sign the commitment to stay and to give your account, into which the money is paid.",
    ),
}
_NEXT_SOME_DAY: Final = Text(
    "公示期满无异议并签署持续经营承诺后，由财政拨付；签署之前不拨付。",
    "The award goes on public notice first. It is paid once that has passed without objection and you have signed the commitment to stay.",
)
_NEXT_SOME_DAY_UNCOMMITTED: Final = Text(
    "公示期满无异议并填写收款账户后，由财政拨付。",
    "The award goes on public notice first. It is paid once that has passed without objection and you have given your account.",
)
_BY_WHEN: Final = {
    Stage.OFFER: Text("请在{day}前答复，逾期视为放弃。", "Please answer by {day}; after that the offer lapses."),
    Stage.PUBLIC_NOTICE: Text("公示期至{day}止。", "The notice ends on {day}."),
    Stage.COMMITMENT: Text("请在{day}前办理。", "Please do so by {day}."),
}
_RECONSIDERATION: Final = Text(
    "如对本决定有异议，可以{until}向我局申请复核，以一次为限：请在系统本申请的“可申请复核”任务中写明理由并附材料，由未参与原决定、职级不低于原决定人的其他人员办理。"
    "也可以{remedies}。",
    "If you do not agree, you may ask this department for reconsideration once{until}: open the task “You may ask for reconsideration” "
    "of this application, give your reasons and add your documents. Somebody else handles it, of no lower rank than whoever "
    "decided. You may also {remedies}.",
)
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")
_GOES_ON: Final = frozenset({Standing.INTENDED, Standing.AWARDED})
GIVEN_UP: Final = frozenset({Event.WITHDRAWN, Event.OFFER_DECLINED})
"""What ended so, its own enterprise has ended."""
_UNTIL: Final = Text("在{day}前", ", by {day}")
_IN_TIME: Final = Text("在期限内", ", within the time limit")
UNSUPPORTED: Final = Text("不予支持", "for the refusal")
_UNACCEPTED: Final = Text("不予受理", "why it is not taken in")
_STOPPED: Final = Text("停止拨付", "why it is not paid")
_UPHELD: Final = Text("维持原决定", "why the refusal stands")
_FINAL: Final = Text(
    "本复核意见为我局最终处理意见。如不服，可依法申请行政复议或者提起行政诉讼：{remedies}。",
    "This is the department's last word on it. If you do not accept it, you may {remedies}.",
)


def what_follows(decision: Decision, outcome: Outcome | None, bodies: Bodies, language: str) -> Iterator[str]:
    """Yield what happens next, and how and until when to ask for reconsideration.

    Args:
        decision: The decision on the application.
        outcome: How it was assessed; None where it was refused before that.
        bodies: Where a decision can be contested outside the department.
        language: "zh" or "en".
    """
    day = day_in(language, decision.until) if decision.until else ""
    if decision.open_to_reconsideration:
        until = _UNTIL.in_language(language).format(day=day) if day else _IN_TIME.in_language(language)
        yield _RECONSIDERATION.in_language(language).format(until=until, remedies=bodies.remedies(language))
    elif decision.is_reconsidered:
        yield _FINAL.in_language(language).format(remedies=bodies.remedies(language))
    elif decision.standing is Standing.ENDED and decision.ending not in GIVEN_UP:
        yield _CONTEST.in_language(language).format(remedies=bodies.remedies(language))
    elif decision.standing is Standing.OFFERED or (outcome in {Outcome.AWARD, Outcome.REFER} and decision.standing in _GOES_ON):
        follows, by_when = _what_is_next(decision)
        parts = [follows.in_language(language), *([by_when.in_language(language).format(day=day)] if by_when and day else [])]
        yield ("" if language != "en" else " ").join(parts)
        if decision.standing is Standing.AWARDED:
            yield _CONTEST.in_language(language).format(remedies=bodies.remedies(language))


def _what_is_next(decision: Decision) -> tuple[Text, Text | None]:
    """Return what happens next to an award, and until when, if there is such a day."""
    some_day = _NEXT_SOME_DAY if decision.commits else _NEXT_SOME_DAY_UNCOMMITTED
    if decision.stage is None:
        return some_day, None
    own = {} if decision.commits else _NEXT_UNCOMMITTED
    own = _NEXT_INVESTED if decision.invests_on else own
    return own.get(decision.stage) or _NEXT.get(decision.stage, some_day), _BY_WHEN.get(decision.stage)
