"""告知。What an enterprise is told of a breach of its commitment to stay, besides what the table of events says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policy.processes.commitment.stages import Stage
from policy.text import Text

# What an enterprise reads of each of its applications under way.
AWARDS_WAIT = Text(
    "{number}：因持续经营承诺正在审查，审定与拨付暂缓；申请保留，不需重新提交。",
    "{number}: the commitment to stay is being looked into, so approval and payment wait; the application is kept.",
)
AWARDS_GO_ON = Text(
    "{number}：持续经营承诺的审查已结束，继续办理。",
    "{number}: the commitment to stay has been looked into; the application goes on.",
)
# What it reads of a breach that two people let go.
OUTCOMES: Mapping[str, Text] = {
    "unfounded": Text("经审查，不构成违反承诺", "the breach was found unfounded"),
    "remedied": Text("整改合格", "the remedy was accepted"),
    "dismissed": Text("不认定违反承诺", "no breach was found"),
    "overturned": Text("复核撤销了违反承诺的认定", "the finding was overturned on reconsideration"),
}
# What is decided in a stage in which nothing is asked back yet, since another demand on the same award may fall.
_DECIDED: Mapping[str, Text] = {
    Stage.RECLAIMING: Text("违反承诺的认定已生效", "the breach is final"),
    Stage.IN_FORCE: Text("变动备案已经决定", "the change you filed was decided"),
}
_WAITS = Text(
    "{decided}；{what}决定后，再按约定要求退回资金；办结前承诺仍然有效。",
    "{decided}; money is asked back as agreed once {what} is decided, and what was signed binds until that is settled.",
)
_SAME_AWARD = Text("同一支持资金的追回{numbers}", "clawback {numbers} of the same award")
_SOMETHING_ELSE = Text("同一支持资金的其他待办事项", "something else about the same award")


def next_if_waiting(stage: str, numbers: Sequence[str]) -> Text | None:
    """Return what comes next while asking back waits for other demands on the same award; None where the stage says so itself.

    Args:
        stage: The stage of the commitment.
        numbers: The numbers of the demands that whoever reads it knows of; it may be none.
    """
    if stage not in _DECIDED:
        return None
    what, decided = _SAME_AWARD if numbers else _SOMETHING_ELSE, _DECIDED[stage]
    zh = _WAITS.zh.format(decided=decided.zh, what=what.zh.format(numbers="、".join(numbers)))
    en = _WAITS.en.format(decided=decided.en, what=what.en.format(numbers=", ".join(numbers)))
    return Text(zh, en[0].upper() + en[1:])
