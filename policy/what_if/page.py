"""试算报告。What a what-if found, as a page for people, and its rows as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policy.judging.catalogue import item as item_called
from policy.language.facts import Json
from policy.money import write_plain_yuan
from policy.text import Text
from policy.what_if.judging import NOT_JUDGED
from policy.what_if.result import EFFECT_NAMES, EFFECTS, Compared, Effect, outcome_name

_BEFORE: Final = Text("现行", "As the law reads")
_AFTER: Final = Text("试算", "As it would read")
_LINE: Final = Text("{what}：{awards}件，{yuan}元", "{what}: {awards} awards, {yuan} yuan")
_DIFFERENCE: Final = Text("差额：{yuan}元", "Difference: {yuan} yuan")
_EFFECT: Final = Text("{what}：{cases}件，{yuan}元", "{what}: {cases} cases, {yuan} yuan")
_CEILING: Final = Text("总额{ceiling}元，应得{claimed}元，分配{shared}元", "ceiling {ceiling}, claimed {claimed}, given {shared} yuan")
_BUDGET: Final = Text("预算{budget}元，尚余{left}元", "budget {budget}, left {left} yuan")
_OVER: Final = Text("预算{budget}元，超出{left}元", "budget {budget}, exceeded by {left} yuan")
_MISSING: Final = Text("{cases}件缺少实施细则参数：{title}", "{cases} cases wait for a parameter that no rule settles: {title}")
_IDLE: Final = Text("{code}未被任何案件用到，其变化没有影响", "{code} decides no case here; changing it does nothing")
_NEVER: Final = Text("{cases}件没有{fact}，无法判断", "{cases} cases were never asked {fact}")


def rows_of(compared: Compared) -> list[dict[str, Json]]:
    """Return every row before and after, in the order they were given."""
    before, after = compared.before, compared.after
    columns = (before.outcome, before.award_fen, after.outcome, after.award_fen, compared.share_fen, compared.effect)
    return [
        {
            "before": {"outcome": outcome_name(was), "award_fen": _award(was, was_fen)},
            "after": {"outcome": outcome_name(is_), "award_fen": _award(is_, is_fen)},
            "share_fen": _award(is_, share_fen),
            "effect": EFFECTS[effect].value,
        }
        for was, was_fen, is_, is_fen, share_fen, effect in zip(*(column.tolist() for column in columns), strict=True)
    ]


def page_of(result: Mapping[str, Any], language: str) -> str:
    """Return what was found as a page."""
    item = item_called(result["item"])

    def say(words: Text, **given: object) -> str:
        return words.in_language(language).format(**given)

    lines = [f"{item.cited} {item.title.in_language(language)}", ""]
    for what, found in ((_BEFORE, result["before"]), (_AFTER, result["after"])):
        named = what.in_language(language)
        lines.append(say(_LINE, what=named, awards=found["awards"], yuan=write_plain_yuan(found["award_fen"])))
    lines += [say(_DIFFERENCE, yuan=write_plain_yuan(result["difference_fen"])), ""]
    for name, found in result["effects"].items():
        if found["cases"]:
            named = EFFECT_NAMES[Effect(name)].in_language(language)
            lines.append("  " + say(_EFFECT, what=named, cases=found["cases"], yuan=write_plain_yuan(found["difference_fen"])))
    lines += ["  " + say(_NEVER, cases=cases, fact=fact) for fact, cases in result["never_asked"].items()]
    titles = {name: item.parameters[name].title.in_language(language) for name in result["missing_parameters"]}
    lines += ["  " + say(_MISSING, cases=cases, title=titles[name]) for name, cases in result["missing_parameters"].items()]
    lines += ["  " + say(_IDLE, code=code) for code in result["without_effect"]]
    for year in result["years"]:
        lines += ["", f"{year['year']}: " + say(_DIFFERENCE, yuan=write_plain_yuan(year["difference_fen"]))]
        if "ceiling" in year:
            one = year["ceiling"]
            sums = {"claimed": one["claimed_fen"]["after"], "shared": one["shared_fen"]["after"], "ceiling": one["ceiling_fen"]}
            lines.append("  " + say(_CEILING, **{name: write_plain_yuan(fen) for name, fen in sums.items()}))
        if "budget" in year:
            one = year["budget"]
            words = _OVER if one["left_fen"] < 0 else _BUDGET
            lines.append("  " + say(words, budget=write_plain_yuan(one["budget_fen"]), left=write_plain_yuan(abs(one["left_fen"]))))
    if result["sweep"]:
        title = item.parameters[result["sweep"]["figure"]].title.in_language(language)
        lines += ["", title, *(f"  {step['value']}\t{write_plain_yuan(step['award_fen'])}" for step in result["sweep"]["steps"])]
    return "\n".join(lines)


def _award(outcome: int, fen: int) -> int | None:
    return fen if outcome != NOT_JUDGED and outcome_name(outcome) == "award" else None
