"""演示用语。In which language a demonstration is told, whom it tells of besides people, and what several walks say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from policy.text import Text

SYSTEM: Final = Text("系统", "system")
TREASURY: Final = Text("国库", "treasury")
PUBLIC: Final = Text("公众", "public")
BANK: Final = Text("银行", "bank")
REGISTER: Final = Text("登记机关", "register")
# What several walks say.
ACCEPTED: Final = Text("予以受理", "accepted it")
CHECKED: Final = Text("审查通过", "checked it")
CONFIRMED: Final = Text("依据材料核实申报信息", "confirmed the facts from the papers")
CONFIRMED_AND_RECOMMENDED: Final = Text("依据材料核实申报信息，建议支持", "confirmed the facts from the papers and recommended it")
STATED: Final = Text("依据材料核实各项事实", "stated the facts from the papers")
RECOMMENDED: Final = Text("建议支持", "recommended it")
APPROVED: Final = Text("批准", "approved it")
APPROVED_TOO: Final = Text("同意，开始公示", "approved it too; on public notice")
NOTICED: Final = Text("批准，开始公示", "approved it; on public notice")
PRE_COMMITTED: Final = Text("批准，资金已预留", "approved it; the money is pre-committed")
COMMITTED: Final = Text("公示结束，资金已承付", "the notice is over; the money is committed")
SIGNED: Final = Text("签署持续经营承诺", "signed the commitment to stay")
RELEASED: Final = Text("提交拨款", "released the payment")
INSTRUCTED: Final = Text("复核确认，已向国库发出支付指令", "confirmed it; the treasury is instructed")
IN_FORCE: Final = Text("，支持决定已生效", "; the award is in force")
IN_ERROR: Final = Text("该款项拨付有误", "which were paid in error")
DEMAND_APPROVED: Final = Text("批准（该审批人此前未参与提出和决定）", "approved it; had neither asked nor decided")
SERVED: Final = Text("批准追回，退缴通知书已送达", "approved the demand; it is served")
DEMAND_ACCEPTED: Final = Text("对追回无异议", "accepted it")
RECEIPT_CONFIRMED: Final = Text("复核确认，正在向国库核实", "confirmed it; the treasury is asked")
HEARD: Final = Text("进行陈述", "was heard")
WITHDREW: Final = Text("撤回", "withdrew it")
MINUTES_WRITTEN: Final = Text("起草会议纪要", "wrote the minutes")


def of_terminal(environment: Mapping[str, str] | None = None) -> str:
    """Return the language of a terminal, "zh" or "en", as its locale says."""
    known = os.environ if environment is None else environment
    locale = next((said for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (said := known.get(name))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def in_words(said: Text) -> str:
    """Return what is said, in the language of the terminal."""
    return said.in_language(of_terminal())


def stage_of(found: Mapping[str, Any]) -> str:
    """Return the code of the stage that an answer of the API shows."""
    return str(found["stage"]["code"])


def stage_named(found: Mapping[str, Any]) -> Text:
    """Return what the stage is called that an answer of the API shows, with its code, by which lists are asked for it."""
    stage = found["stage"]
    return Text(f"{stage['zh']}（{stage['code']}）", f"{stage['en']} ({stage['code']})")
