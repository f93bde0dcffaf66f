"""演示用语。What a demonstration says in the language of its terminal: one table, English first, as the walks have it.

What the table does not have is said in English. `{}` stands for whatever is there, and is said in the same order.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from policy.processes.registry import LIFECYCLES

_WRITTEN: Final = """
accepted it=予以受理
accepted it; seven sources are being asked=予以受理，正在向七个部门核验
approved it=批准
approved it; the money is pre-committed=批准，资金已预留
approved the rule {} entered for {}: {}=批准{}录入的实施细则（{}：{}）
asked for a correction; the clock is stopped=要求补正，办理期限暂停计算
assessed: {}=核算金额：{}
came too late to object: the notice is over=公示已经结束，未能提出异议
confirmed it; the treasury is asked=复核确认，正在向国库核实
confirmed it; the treasury is instructed=复核确认，已向国库发出支付指令
confirmed the facts from the papers=依据材料核实申报信息
confirmed the facts from the papers and recommended it=依据材料核实申报信息，建议支持
corrected it=已补正
declared no conflict of interest and scored {}=声明无利益冲突，评分{}
dismissed it; the notice goes on=异议不成立，公示继续
draft {} · {}=起草{} · {}
found the other account to be the enterprise's own=核对新账户为该单位所有
knows {}, {}=登记有{}，{}
nothing is owed=欠款已经结清
objected by name; the notice is suspended=实名提出异议，公示中止
paid {}=已拨付{}
paid {}; the award is in force=已拨付{}，支持决定已生效
recommended it=建议支持
recorded {}=登记{}
released the payment=提交拨款
signed the commitment to stay=签署持续经营承诺
signed the commitment to stay and gave an account (a closed one)=签署持续经营承诺，填报收款账户（已销户）
submitted with its evidence=提交申请及材料
submitted {}=提交{}
the bank returned it; gave another account=银行退回，另行填报账户
the notice is over; the money is committed=公示结束，资金已承付
verified: registration, tax, statistics and four credit records=核验完毕：登记、税务、统计和四类信用记录
approved it; had neither asked nor decided=批准，该审批人未参与此前提出和决定
objected=提出异议
all of it=全部款项
granted them=同意
Done in {} s.=完成，用时{}秒。
There is no demonstration of {}; there are {}.=没有“{}”的演示，可选的有：{}。
{} did not come within {} seconds=未能在规定时间内等到：{}（{}秒）
registered=已登记
in force=已生效
withdrew it=撤回
was heard=进行陈述
confirmed it=复核确认
wrote the minutes=起草会议纪要
stated the facts from the papers=依据材料认定事实
dismissed the objection; the demand stands in the books=异议不成立，追回要求记账
demanded {} back as {}, which were paid in error=提出追回{}（{}），该款项拨付有误
asked for two instalments=申请分两期退缴
"""


def of_terminal(environment: Mapping[str, str] | None = None) -> str:
    """Return the language of a terminal, "zh" or "en", as its locale says."""
    known = os.environ if environment is None else environment
    locale = next((said for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (said := known.get(name))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def in_words(said: str, language: str) -> str:
    """Return what a demonstration says in a language; as it is where nobody has said it in that."""
    if language == "en":
        return said
    for pattern, zh in _patterns():
        if found := pattern.fullmatch(said):
            return zh.format(*found.groups())
    return said


def stage_in_words(stage: str, language: str) -> str:
    """Return what a stage is called; its code where processes call it differently, or for whoever reads English."""
    return in_words(stage, language) if language == "en" else _stages().get(stage, in_words(stage, language))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    read = [line.partition("=") for line in _WRITTEN.strip().splitlines()]
    # What says more comes before what says less.
    read.sort(key=lambda one: -len(one[0].replace("{}", "")))
    return [(re.compile(re.escape(en).replace(r"\{\}", "(.+?)")), zh) for en, _, zh in read]


@cache
def _stages() -> dict[str, str]:
    called: dict[str, set[str]] = {}
    for lifecycle in LIFECYCLES.values():
        for code, stage in lifecycle.stages.items():
            called.setdefault(code, set()).add(stage.name.zh)
    return {code: next(iter(names)) for code, names in called.items() if len(names) == 1}
