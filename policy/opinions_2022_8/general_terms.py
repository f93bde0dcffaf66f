"""七、保障措施 · General terms: who may apply, in time, capped, and never twice.

They bind every item. The clause's own body runs between `who_may_apply` and `settle`, read by the same reader, so that a column of
a million rows is held to them as one application is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import ABSENT
from policy.language.lead import asks_lead
from policy.language.readers import Settlement
from policy.money import wan
from policy.opinions_2022_8 import IN_FORCE_ON
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.items import Item
    from policy.language.readers import Claim, Reader, Values
    from policy.money import Rate

CITATION: Final = "七、保障措施"

GENERAL_CAP: Final = cap_over(CapScope.BENEFICIARY, CapPeriod.PROGRAMME_YEAR, fen=wan(500), open_to_rules=("scope", "period"))
"""General term 1: 500万 an item, beneficiary and programme year, where the clause names no amount."""

IN_FORCE_DAY: Final = IN_FORCE_ON.toordinal()
IN_FORCE_YEAR: Final = IN_FORCE_ON.year

BAD_RECORD_YEARS: Final = 3

WORDS: Final = {
    "registered_in_area": Condition("在亦庄新城注册", "The applicant is registered in E-Town New City", "申请单位未在亦庄新城范围内注册"),
    "taxed_in_area": Condition("在亦庄新城纳税", "The applicant pays its taxes in E-Town New City", "申请单位未在亦庄新城范围内纳税"),
    "statistics_in_area": Condition(
        "在亦庄新城进行统计登记", "The applicant is registered for statistics in E-Town New City", "申请单位未在亦庄新城范围内进行统计登记"
    ),
    "no_serious_record": Condition(
        "申请日前三年内在财政、市场监管、税务、海关无严重不良行为记录",
        "There is no serious bad record at finance, market regulation, tax or customs in the three years to the application",
        "申请单位近3年在财政、市场监管、税务、海关等部门有严重不良行为记录",
    ),
    "matter_in_time": Condition(
        "事项发生在本意见施行之日（2022年1月14日）或以后",
        "The matter arose on or after 2022-01-14, when the Opinions came into force",
        "申请事项发生在本意见施行之日（2022年1月14日）以前",
    ),
    "matter_not_ahead": Condition(
        "事项发生日期不晚于申请日期", "The matter arose no later than the day of the application", "申请事项发生日期晚于申请日期"
    ),
    "year_in_force": Condition(
        "所属年度不早于2022年", "The year is not before 2022, when the Opinions came into force", "申请事项所属年度早于2022年"
    ),
    "year_not_ahead": Condition("所属年度不晚于申请年度", "The year is not after that of the application", "申请事项所属年度晚于申请年度"),
    "formula_amount": Text("按条款计算的金额", "Amount by the clause's formula"),
    "entitled": Text("最高限额内的支持金额", "Amount within the cap"),
    "participant_part": Text("按参与单位比例计算的金额", "Amount by the share of who took part"),
    "already_paid": Text("同一事项已核定支持金额", "Already awarded for the same subject"),
    "cap_left": Text("最高限额的剩余额度", "What is left of the cap"),
    "award": Text("本次支持金额", "This award"),
    "subject_open": Condition(
        "同一支持对象此前未骗取支持资金",
        "No support for the same was got by fraud before",
        "所申请的支持对象此前有单位以骗取方式获得支持，已被追回，该支持对象不再给予支持",
    ),
    "older_policy_not_better": Condition(
        "此前同类政策的支持标准不高于本意见", "There is no older policy that would pay more", "此前同类政策的支持标准高于本意见"
    ),
    "something_left": Text(
        "扣除已核定支持金额并受最高限额约束后仍有余额", "Something is left after what was already awarded and within the cap"
    ),
}


def judge(item: Item, f: Values, law: Values, x: Reader) -> Settlement | None:
    """Read `item` under the general terms.

    Args:
        item: What is applied for.
        f: The facts of a row, or columns of them, with those of `policy.judging.documents.COMMON`.
        law: The figures in force, by name.
        x: Who reads: its `refused`, `referred` and `missing` say how it ends.

    Returns:
        What is due, for an item with a formula.
    """
    if item.rule is None:  # guidance refuses nobody: whoever asks is answered
        return None
    x.section("general_terms")
    who_may_apply(item.addresses, f, law, x)
    in_time(item, f, x)
    if f.subject_closed is not ABSENT:
        # Whoever asks outside an application knows nothing of what was got before.
        x.need("subject_open", f.subject_closed < 1)
    x.section("clause")
    claim = item.rule(f, law, x)
    x.section("settlement")
    return None if claim is None else settle(claim, f, x, law.participant_share if asks_lead(item) else None)


def who_may_apply(addressed: tuple[str, ...], f: Values, law: Values, x: Reader) -> None:
    """General term 2: an enterprise is registered, taxed and in the statistics of the area; no organisation has a serious bad record.

    Args:
        addressed: Kinds of applicant, besides enterprises, that the clause addresses: they need not be registered here.
        f: The facts.
        law: The figures in force: whom a rule exempts from the term on records.
        x: The reader.
    """
    addressed_here = x.one_of(f.applicant_type, *addressed)
    x.need("registered_in_area", x.either(addressed_here, f.registered_in_area))
    x.need("taxed_in_area", x.either(addressed_here, f.taxed_in_area))
    x.need("statistics_in_area", x.either(addressed_here, f.statistics_in_area))
    exempt = x.one_of(f.applicant_type, "person", *law.record_exempts)
    x.need("no_serious_record", x.either(exempt, f.serious_records == 0), f.serious_records, 0, unit="count")


def in_time(item: Item, f: Values, x: Reader) -> None:
    """General term 4: the matter arose while the document was in force and not after the application, and so did its year.

    A clause that rewards the year before reaches back one year further: the first year's applications speak of 2021.

    Args:
        item: What is applied for.
        f: The facts.
        x: The reader.
    """
    x.need("matter_in_time", f.matter_day >= IN_FORCE_DAY, f.matter_day, IN_FORCE_DAY, unit="day")
    x.need("matter_not_ahead", f.matter_day <= f.application_day, f.matter_day, f.application_day, unit="day")
    if item.year_code is not None:
        year, first = getattr(f, item.year_code), IN_FORCE_YEAR - item.year_lag
        x.need("year_in_force", year >= first, year, first, unit="year")
        x.need("year_not_ahead", year <= f.latest_year, year, f.latest_year, unit="year")


def settle(claim: Claim, f: Values, x: Reader, participant: Rate | None = None) -> Settlement:
    """General terms 1 and 3: within the cap, the best single award, less what was already awarded, never below zero.

    The award is the largest that keeps three promises at once: with what was paid for the same subject it is no more than the best
    single award; with what was paid in the cap's scope it is no more than the cap; and it is no more than was asked for.
    A payment for the same subject usually counts in the scope as well, so it is not subtracted twice.

    Args:
        claim: What the clause yields.
        f: The facts; `requested_fen` may be absent.
        x: The reader.
        participant: What rules give of what the lead would get within the cap, rounded down, to whoever did not lead; None where they
            make no difference.

    Returns:
        The award in fen, rounded down before the cap, and whether the cap reduced it.
    """
    x.figure("formula_amount", claim.full)
    entitled = x.figure("entitled", x.least(claim.amount, claim.ceiling))
    if participant is not None:
        part = x.share(entitled, participant)
        full = x.chosen(f.led, claim.full, x.share(claim.full, participant))
        claim = claim._replace(full=full, amount=x.chosen(f.led, claim.amount, part))
        entitled = x.figure("participant_part", x.chosen(f.led, entitled, part))
    paid = x.figure("already_paid", f.already_paid_fen)
    left = x.figure("cap_left", x.above(claim.ceiling, f.cap_used_fen))
    payable = x.least(x.above(entitled, paid), left)
    uncapped = x.above(claim.full, paid)
    award = x.least(payable, x.given(f.requested_fen, lambda: payable))
    wished = x.least(uncapped, x.given(f.requested_fen, lambda: uncapped))
    standing = paid + payable
    x.refer_unless("older_policy_not_better", f.older_policy_fen <= standing, f.older_policy_fen, standing)
    capped = x.unless(x.refused, award < wished)
    # A failed condition already says why nothing is due; saying so twice would hide the real reason.
    x.need("something_left", x.either(award > 0, f.older_policy_fen > standing, x.refused), award, 0)
    x.figure("award", award)
    return Settlement(award, capped, claim)
