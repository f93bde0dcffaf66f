"""单件文书样本。The one paper each of a revocation, an enquiry, a call, a meeting, a payment and a refund, as the page of letters shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Bodies
from policy.letters.enquiry_answer import Exchange, enquiry_answer
from policy.letters.matter import Cited, Matter
from policy.letters.meeting_minutes import Held, Resolution, meeting_minutes
from policy.letters.paper import Paper
from policy.letters.payment_order import Ordered, payment_order
from policy.letters.public_notice import Selected, selection_notice
from policy.letters.refund_notice import Refunded, refund_notice
from policy.letters.revoked import Revoked, decision_revoked, revocation_intended
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.meeting.votes import Votes

_MISSION: Final = ITEMS["national-mission"]
_RESOLUTIONS: Final = (
    Resolution(
        "BDA-2026-01-000017",
        "演示晨芯微电子有限公司",
        ITEMS["national-mission"],
        300_000_000,
        Votes((300_000_000, 200_000_000), 1, 0, 0, 0),
    ),
    Resolution("BDA-2026-01-000018", "演示云衡机器人有限公司", _MISSION, 500_000_000, Votes((), 2, 0, 0, 1)),
)
_ORDERED: Final = Ordered(
    "BDA-2026-06-000017-P1-3f9a0c21",
    "BDA-2026-06-000017",
    APPLICATION.title,
    "sti",
    {"holder": "演示晨芯微电子有限公司", "bank": "演示银行经开区分行", "last_four": "0018"},
    300_000_000,
    "钱立人",
    "沈文清",
    date(2026, 6, 3),
    item=_MISSION,
    budget=(2026, "sti", None),
)


def papers_of_small_processes(name: str, day: date, until: date, bodies: Bodies, language: str) -> dict[str, Paper]:
    """Return the papers, by what they show."""
    held = Held("国家重大任务专题会", "专题会纪要〔2026〕3号", day, "罗振邦", 3, "会议听取了汇报，逐项审议表决。", _RESOLUTIONS)
    revoked = Matter("BDA-2026-01-000017", name, "sti", day)
    refused = Cited("关于“国家特别重大科技战略任务支持”申请的不予支持决定书", "京技科创不〔2026〕01-000017号", date(2026, 4, 1))
    awarded = Cited("关于“国家特别重大科技战略任务支持”申请的支持决定通知书", "京技科创支〔2026〕01-000017号", date(2026, 4, 1))
    return {
        "An award that is revoked before it is paid": decision_revoked(
            _MISSION, revoked, Revoked([awarded], "评审时误用了往年的标准", "该标准已经修订", awarded=True), bodies, language
        ),
        "An award that is to be revoked, and may be answered": revocation_intended(
            _MISSION, revoked, awarded, "评审时误用了往年的标准", until, language
        ),
        "A refusal that is revoked by the department": decision_revoked(
            _MISSION, revoked, Revoked([refused], "经复查，证书真实有效"), bodies, language
        ),
        "The answer to an enquiry": enquiry_answer(
            ITEMS["listing"],
            Matter("EQ-2026-000003", name, "sti", day),
            Exchange("北交所上市辅导", date(2026, 4, 27), "请先向商务金融局登记辅导意向。", is_follow_up=False, until=until),
            language,
        ),
        "The public notice of a winner of a call": selection_notice(
            ITEMS["challenge-post-grant"],
            Matter("PG-2026-000003", "", "sti", day),
            Selected(name, "光刻对准", "对准算法", until),
            language,
        ),
        "The minutes of a meeting": meeting_minutes(Matter("MT-2026-000003", "", "sti", day), held, language),
        "The order of a payment": payment_order(replace(_ORDERED, letter=awarded.written(language)), language),
        "Money that nobody owed, paid back": refund_notice(
            Matter("RF-2026-000004", name, "sti", day), Refunded("R-20260401-17", date(2026, 4, 1), 30_000_000, 1, day), language
        ),
        "Interest that had no ground, paid back": refund_notice(
            Matter("RF-2026-000005", name, "sti", day),
            Refunded("R-20260401-18", date(2026, 4, 1), 30_000_000, 45_000, day, 45_000),
            language,
        ),
    }
