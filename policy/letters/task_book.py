"""任务书文书。The task book of a post-grant project as both parties signed it: what is to be reached, with what money, by when, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from policy.language.items import Item
from policy.letters.change_notice import terms_written
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper, department_name
from policy.letters.wording import amount_with_capitals, day_in, quoted
from policy.text import Text

_TITLE: Final = Text("{title}项目任务书", "Task book: {title}")
_FIRST: Final = Text("甲方：北京经济技术开发区{department}", "Party A: {department} of the Beijing Economic-Technological Development Area")
_SECOND: Final = Text("乙方：{enterprise}（签署人：{signatory}）", "Party B: {enterprise} (signed by {signatory})")
_SEAL_OF_SECOND: Final = Text("{enterprise}（盖章）", "{enterprise} (seal)")
_SIGNATURE: Final = Text("乙方签署人：{signatory}（签字）", "For party B: {signatory} (signature)")
_AGREED: Final = Text(
    "乙方以方案{solution}应征{call}（榜单序号{challenge}）并入选，双方订立本任务书。本任务书经双方签署，自{day}起生效。",
    "Party B answered call {call}, challenge {challenge}, by {solution}, and was selected. Both have signed this task book; it is in force "
    "from {day}.",
)
_GOALS: Final = Text("一、目标与内容：{goals}。", "1. Goals and content: {goals}.")
_COST: Final = Text("二、计划投入：{amount}。", "2. Planned cost: {amount}.")
_BUDGET: Final = Text("三、预算（按科目）：{budget}。", "3. Budget by heading: {budget}.")
_MILESTONES: Final = Text("四、里程碑共{count}个，分列如下。", "4. Milestones ({count}):")
_MILESTONE: Final = Text("{place}. {title}，{due}前完成；交付物：{deliverable}", "{place}. {title}, by {due}; deliverable: {deliverable}")
_PARTNERS: Final = Text("五、合作单位：{partners}。", "5. Partners: {partners}.")
_PAID: Final = Text(
    "按本任务书完成并通过验收的，经审计后给予后补助；变更须经甲方同意，以最新一次同意的内容为准。",
    "What is delivered by it and accepted is paid for after an audit. A change needs the consent of party A; what was agreed last counts.",
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A task book that both parties have signed.

    Attributes:
        solution: What the solution is called.
        call: The number of its call.
        challenge_no: Which challenge it answers.
        signatory: Who signed for the enterprise.
        terms: What was agreed: `goals`, `planned_cost_fen`, `milestones`, and where there are some `budget` and `partners`.
    """

    solution: str
    call: str
    challenge_no: int
    signatory: str
    terms: Mapping[str, Any]


def task_book(item: Item, matter: Matter, signed: Signed, language: str) -> Paper:
    """Return the task book; it addresses nobody, since both parties have signed it.

    Args:
        item: What the call is about.
        matter: The project, whose enterprise it addresses; it bears the day of the second signature.
        signed: What was signed.
        language: "zh" or "en".
    """

    def say(text: Text, **words: object) -> str:
        return text.in_language(language).format(**words)

    terms, stop = signed.terms, "。."
    agreed = {"solution": quoted(signed.solution), "call": signed.call, "challenge": signed.challenge_no}
    said = [
        say(_FIRST, department=department_name(matter.department, language)),
        say(_SECOND, enterprise=matter.addressee, signatory=signed.signatory),
        say(_AGREED, day=day_in(language, matter.day), **agreed),
        say(_GOALS, goals=str(terms["goals"]).rstrip(stop)),
        say(_COST, amount=amount_with_capitals(language, terms["planned_cost_fen"])),
        say(_BUDGET, budget=terms_written("budget", terms.get("budget"), language)),
        say(_MILESTONES, count=len(terms["milestones"])),
        *(
            say(
                _MILESTONE,
                place=place,
                due=day_in(language, date.fromisoformat(one["due_on"])),
                title=one["title"],
                deliverable=one["deliverable"],
            )
            for place, one in enumerate(terms["milestones"], start=1)
        ),
        say(_PARTNERS, partners=terms_written("partners", terms.get("partners"), language)),
        say(_PAID),
        basis_of(item, language),
    ]
    paper = replace(matter, addressee="").paper("任", say(_TITLE, title=titled(item, language)), said)
    return replace(paper, countersigned=[say(_SEAL_OF_SECOND, enterprise=matter.addressee), say(_SIGNATURE, signatory=signed.signatory)])
