"""指标的名称。What each figure of an evaluation is called, in words: the names of its process, its stage, its event or its human step."""

from __future__ import annotations

from policy.processes.evaluation.figures import GROUP_NAMES, MONEY, Figure, Group
from policy.processes.registry import KINDS, LIFECYCLES
from policy.text import Text

_OF_ALL = {Group.TO_MONEY, *MONEY}


def group_named(figure: Figure) -> Text:
    """Return what the group of a figure is called."""
    return GROUP_NAMES[figure.code.group]


def named(figure: Figure) -> Text:
    """Return what a figure counts. What exists no longer, such as a stage that was removed, goes by its code."""
    group, words = figure.code.group, figure.code.words
    if group in _OF_ALL:
        return GROUP_NAMES[group]
    match group:
        case Group.HANDED_IN:
            return LIFECYCLES[words[0]].title if words[0] in LIFECYCLES else _coded(words[0])
        case Group.EXIT:
            stood, by = _stage(words[0], words[1]), event_named(words[0], words[2])
            return Text(f"{stood.zh}（{by.zh}）", f"{stood.en} ({by.en})")
        case Group.STAGE | Group.PAUSED:
            return _stage(words[0], words[1])
        case Group.STEP | Group.LATE:
            return KINDS[words[0]].title if words[0] in KINDS else _coded(words[0])
        case _:
            return figure.said or _coded(words[0])


def steps_of(process: str, stage: str) -> frozenset[str]:
    """Return the kinds of human steps that a stage of a process waits for."""
    steps = LIFECYCLES[process].steps.values() if process in LIFECYCLES else ()
    return frozenset(kind for step in steps if stage in step.leads.values() or stage in step.stays for kind in step.opens)


def _stage(process: str, code: str) -> Text:
    lifecycle = LIFECYCLES.get(process)
    return lifecycle.stages[code].name if lifecycle and code in lifecycle.stages else _coded(code)


def event_named(process: str, code: str) -> Text:
    """Return what an event of a process is called."""
    lifecycle = LIFECYCLES.get(process)
    return lifecycle.steps[code].name if lifecycle and code in lifecycle.steps else _coded(code)


def _coded(code: str) -> Text:
    return Text(code, code)
