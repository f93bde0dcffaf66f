"""京技管〔2022〕8号。The Opinions of 14 January 2022, one file a clause.

The document is law and does not change: a revised one becomes a package beside this. What it leaves open is settled by implementing
rules, which are data (`policy.judging.implementing_rules`).
"""

from datetime import date
from typing import Final

from policy.text import Text

DOCUMENT_ID: Final = "京技管〔2022〕8号"
DOCUMENT_TITLE: Final = Text(
    "北京经济技术开发区关于加快推进国际科技创新中心建设 打造高精尖产业主阵地的若干意见",
    "Opinions of the Beijing Economic-Technological Development Area on building the international innovation centre",
)
IN_FORCE_ON: Final = date(2022, 1, 14)
