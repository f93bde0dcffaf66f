"""京技管〔2022〕8号。The Opinions of 14 January 2022, one file a clause.

The document is law and does not change: a revised one becomes a package beside this. What it leaves open is settled by implementing
rules, which are data (`policy.judging.implementing_rules`).
"""

from datetime import date
from typing import Final

DOCUMENT_ID: Final = "京技管〔2022〕8号"
IN_FORCE_ON: Final = date(2022, 1, 14)
