"""告知。What an enterprise is told of a breach of its commitment to stay, besides what the table of events says."""

from __future__ import annotations

from collections.abc import Mapping

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
