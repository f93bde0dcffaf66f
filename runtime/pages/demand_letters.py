"""退缴与承诺文书示例。Samples for `docs/letters.md`: the papers of a commitment to stay, and of a demand from its notice to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Bodies
from policy.letters.breach_course import Course, breach_closed, breach_confirmed, remedy_ordered
from policy.letters.breach_notice import FiledLate, Suspicion, breach_notice
from policy.letters.clawback_ended import Ended, Received, clawback_ended
from policy.letters.clawback_notice import Demand, Departure, Signed, clawback_notice
from policy.letters.clawback_progress import Progress, Turn, clawback_progress, enforcement, reminder
from policy.letters.filing_receipt import Filing, filing_receipt
from policy.letters.matter import Cited, Matter
from policy.letters.paper import Paper
from policy.letters.repaying import Due, Repaying
from policy.money import parse_rate, wan
from policy.processes.clawback.lifecycle import Stage
from policy.processes.clawback.owing import LATE_INTEREST, Owed
from policy.processes.clawback.repayment import PRO_RATA, unserved_part
from policy.processes.commitment.states import FilingState
from policy.processes.registry import WORKING_DAYS
from policy.text import Text

_DAY, _UNTIL, _DUE = date(2026, 5, 11), date(2026, 5, 25), date(2026, 6, 23)
_AWARD: Final = "BDA-2026-06-000017"
_SHARE: Final = unserved_part(wan(45), date(2025, 5, 11), 3, _DAY)
_TERMS: Final = Text(
    "自签署之日起在本区持续经营3年；违反承诺的，按未履行期限的比例退回资金。"
    "支持资金应退缴而逾期未退缴的，对未退缴部分自到期之日的次日起每日按0.05%计收逾期利息。",
    "To stay in the area for 3 years from the day of signing; if it is broken, the part that was not served is repaid, pro rata. "
    "What has to be paid back of the support and is not paid by its day bears interest of 0.05% a day from the day after.",
)
_WITHIN: Final = Repaying([], WORKING_DAYS["repayment"], parse_rate("0.0005"))
_DEMAND: Final = Demand(
    _AWARD,
    "breach",
    _SHARE.amount_fen,
    _UNTIL,
    _WITHIN,
    {"terms": {"repay": PRO_RATA}, **_SHARE.reckoning},
    Departure(["taxed_in_area"], _DAY),
    Signed(date(2025, 5, 11), _TERMS, ["京技管〔2025〕9号"]),
)
_STANDS: Final = replace(_DEMAND, until=None, repaying=replace(_WITHIN, dues=[Due(_DUE, _SHARE.amount_fen)]))


def papers_of_a_commitment(name: str, bodies: Bodies, language: str) -> Mapping[str, Paper]:
    """Return the papers of a commitment to stay, by what each shows."""
    commitment = Matter("91110302MA9DA0018E", name, "bizcoop", _DAY, entry="2026-000012")
    found, filed = FiledLate("relocation", date(2026, 5, 8), _DAY), Filing("relocation", _UNTIL, _DAY, FilingState.FILED)
    suspicion = Suspicion(["taxed_in_area"], [_AWARD], upheld=False, until=_UNTIL)
    suspected = breach_notice(commitment, suspicion, bodies, language)
    stands = breach_notice(
        replace(commitment, day=date(2026, 6, 15)), replace(suspicion, upheld=True, until=date(2026, 7, 27)), bodies, language
    )
    told, upheld = Cited.of(suspected, language), Cited.of(stands, language)
    course = Course(["taxed_in_area"], [_AWARD], "税务登记信息有误，已更正", told)
    later = replace(commitment, day=date(2026, 6, 8))
    repaid = [{"award": _AWARD, "amount_fen": _SHARE.amount_fen}]
    missing = [{"title": {"zh": "证明材料", "en": "Evidence"}, "reason": "缺股东会决议"}]
    return {
        "The receipt of a filed change": filing_receipt(commitment, filed, bodies, language),
        "A filed change whose papers have to be completed": filing_receipt(
            commitment, replace(filed, state=FilingState.CORRECTION, defects=missing, until=_UNTIL), bodies, language
        ),
        "A filed change by which money is repaid": filing_receipt(
            commitment, replace(filed, state=FilingState.APPROVED_WITH_REPAYMENT, touched=[_AWARD], demands=repaid), bodies, language
        ),
        "A filed change that was withdrawn": filing_receipt(commitment, replace(filed, state=FilingState.WITHDRAWN), bodies, language),
        "A suspected breach": suspected,
        "A suspected breach by a change that was filed late": breach_notice(commitment, replace(suspicion, found=found), bodies, language),
        "A remedy that was ordered": remedy_ordered(later, replace(course, reason="税务登记须迁回亦庄新城"), date(2026, 7, 20), language),
        "A breach that was found": stands,
        "A breach that stands on reconsideration": breach_confirmed(
            replace(commitment, day=date(2026, 8, 3)), replace(course, reason="税务登记仍在区外", upheld=upheld), bodies, language
        ),
        "A breach that was let go": breach_closed(later, course, "unfounded", [], language),
        "A breach that was let go, with the change that was filed late": breach_closed(
            later,
            replace(course, found=found, reason="变动在区内，不影响承诺的履行"),
            "unfounded",
            [replace(filed, planned_on=date(2026, 5, 8), state=FilingState.APPROVED_WITHOUT_REPAYMENT)],
            language,
        ),
    }


def papers_of_a_demand(name: str, changed_by: Cited, bodies: Bodies, language: str) -> Mapping[str, Paper]:
    """Return the papers of a demand, by what each shows, one of them after it was decided anew by a letter."""
    item, clawback = ITEMS["rd-growth"], Matter("CB-2026-000003", name, "sti", _DAY)

    def on(month: int, day: int) -> Matter:
        return replace(clawback, day=date(2026, month, day))

    half = _SHARE.amount_fen // 2
    parts = replace(_WITHIN, dues=[Due(_DUE, half), Due(date(2026, 12, 23), _SHARE.amount_fen - half)])
    owed = Owed(date(2026, 6, 29), _SHARE.amount_fen, 90_041)
    later = replace(_WITHIN, dues=[Due(date(2026, 9, 30), _SHARE.amount_fen)])
    less = replace(_STANDS, amount_fen=half, repaying=replace(_WITHIN, dues=[Due(_DUE, half)]))
    received = [Received(date(2026, 6, 25), half, 0), Received(date(2026, 7, 6), _SHARE.amount_fen - half, 97_544)]
    ended = Ended(_AWARD, "breach", Stage.SETTLED, _SHARE.amount_fen, received, LATE_INTEREST)
    reckoning = {"redecision": "RD-2026-000005", "paid_fen": wan(300), "corrected_fen": wan(250), "reason": "统计口径有误"}
    corrected = Demand(_AWARD, "correction", wan(50), _UNTIL, replace(_WITHIN, late_rate=None), reckoning, changed_by=changed_by)
    return {
        "Support to be paid back": clawback_notice(item, clawback, _DEMAND, bodies, language),
        "Support to be paid back after it was decided anew": clawback_notice(item, clawback, corrected, bodies, language),
        "A demand that its enterprise has accepted": clawback_progress(item, on(5, 12), Progress(Turn.ACCEPTED, _STANDS), bodies, language),
        "A demand that stands after an objection": clawback_progress(
            item, on(6, 1), Progress(Turn.DISMISSED, _STANDS, reason="查实已在区外纳税"), bodies, language
        ),
        "Instalments that were granted": clawback_progress(
            item, on(5, 18), Progress(Turn.GRANTED, replace(_STANDS, repaying=parts)), bodies, language
        ),
        "Instalments that were refused": clawback_progress(
            item, on(5, 18), Progress(Turn.REFUSED, _STANDS, reason="资金状况足以一次退缴"), bodies, language
        ),
        "A demand that was not paid in time": reminder(item, on(6, 29), _STANDS, _STANDS.repaying.dues, owed, bodies, language),
        "More time to pay back": clawback_progress(
            item, on(6, 30), Progress(Turn.EXTENDED, replace(_STANDS, repaying=later), owed=owed), bodies, language
        ),
        "Less to be paid back": clawback_progress(
            item, on(6, 1), Progress(Turn.LOWERED, less, before_fen=_SHARE.amount_fen), bodies, language
        ),
        "A demand that a court was asked to enforce": enforcement(
            item, on(7, 20), _STANDS, "演示人民法院", replace(owed, on=date(2026, 7, 20), interest_fen=405_184), bodies, language
        ),
        "Support that was paid back": clawback_ended(item, on(7, 6), ended, language),
        "A demand whose rest was waived": clawback_ended(
            item,
            on(8, 3),
            replace(ended, stage=Stage.WAIVED, received=received[:1], left=Owed(date(2026, 8, 3), _SHARE.amount_fen - half, 307_640)),
            language,
        ),
        "A demand that was cancelled": clawback_ended(
            item, on(6, 1), replace(ended, stage=Stage.CANCELLED, received=(), ground="upheld", reason="税务登记仍在区内"), language
        ),
    }
