"""服务券文书示例。The papers of vouchers and settlements as a page shows them, written by the code that writes those that are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.voucher_notice import (
    Issued,
    StoppedSettlement,
    settlement_accepted,
    settlement_demanded,
    settlement_reclaimed,
    settlement_refused,
    settlement_stopped,
    voucher_expired,
    voucher_issued,
    voucher_refused,
    voucher_voided,
)
from policy.money import percent, wan
from policy.processes.voucher.requested import voucher_item


def papers_of_vouchers(name: str, bodies: Bodies, language: str) -> Mapping[str, Paper]:
    """Return the papers of vouchers and settlements, by what they show."""
    item, day, month = voucher_item(), date(2026, 5, 11), date(2026, 4, 1)
    matter = Matter("IV-2026-000011", name, "sti", day)
    issued = Issued("车规芯片流片前仿真验证", percent(50), wan(20), day, date(2027, 5, 10))
    wanting = [{"code": "taxed_in_area", "clause": "保障措施", "text": {"zh": "在亦庄新城纳税", "en": "It pays its taxes in the area"}}]
    settling = Matter("VS-2026-000012", "演示中试服务平台", "sti", day)
    spends = [
        {"voucher": "IV-2026-000011", "contract_no": "PT-2026-031", "delivered_on": "2026-04-09", "amount_fen": wan(10)},
        {"voucher": "IV-2026-000011", "contract_no": "PT-2026-032", "delivered_on": "2026-04-23", "amount_fen": wan(5)},
    ]
    gone = [
        {"code": "debarred", "text": {"zh": "该单位曾骗取支持资金，限制申报", "en": "The enterprise got support by fraud and is barred"}}
    ]
    stopped = StoppedSettlement(month, wan(15), gone, "限制申报期内不予拨付")
    taken_back = {"amount_fen": wan(10), "contracts": spends[:1], "netting_days": 60}
    return {
        "A voucher": voucher_issued(item, issued, matter, language),
        "A voucher that is refused for what the sources say": voucher_refused(item, matter, wanting, "", bodies, language),
        "A voucher that an approver refuses": voucher_refused(item, matter, [], "拟购服务不属于专业技术服务", bodies, language),
        "A voucher that is voided": voucher_voided(item, matter, (wan(5), wan(15)), ["虚构服务需求", "经查实"], bodies, language),
        "A voucher that has run out": voucher_expired(item, matter, wan(5), wan(15), language),
        "A voucher that ran out unused": voucher_expired(item, matter, wan(20), 0, language),
        "A settlement that is found right": settlement_accepted(item, settling, month, spends, language),
        "A settlement that pays what its platform owed": settlement_accepted(
            item, settling, month, spends, language, netted={"VS-2026-000009": wan(5)}
        ),
        "Something that was settled and is taken back": settlement_reclaimed(
            item, settling, month, taken_back, ["服务未实际提供", "经查实"], bodies, language
        ),
        "What was taken back and has to be paid": settlement_demanded(item, settling, month, wan(10), date(2026, 9, 30), bodies, language),
        "A settlement that is refused": settlement_refused(item, settling, month, "合同金额与发票不一致", bodies, language),
        "A settlement that is not paid after all": settlement_stopped(item, settling, stopped, bodies, language),
    }
