"""贷款登记文书示例。The papers of a loan as a page shows them, written by the code that writes those that are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Bodies
from policy.letters.loan_notice import Registered, loan_ended, loan_refused, loan_registered
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.processes.loan.lifecycle import Event


def papers_of_loans(name: str, bodies: Bodies, language: str) -> Mapping[str, Paper]:
    """Return the papers of a loan, by what they show."""
    matter = Matter("LN-2026-000021", name, "comfin", date(2026, 5, 11))
    loan = Registered(ITEMS["loan-interest"], "演示银行经开区分行", "HT〔2026〕7号", 2_000_000_000, date(2026, 1, 1), date(2028, 12, 31))
    later, ended_on = replace(matter, day=date(2027, 7, 5)), date(2027, 6, 30)
    return {
        "A loan that its bank confirmed": loan_registered(loan, matter, "bank", language),
        "A loan that two persons confirmed": loan_registered(loan, matter, "paper", language),
        "A loan that is not registered": loan_refused(loan, matter, "该贷款用于补充流动资金，不属于技术改造", bodies, language),
        "A loan that is repaid": loan_ended(loan, later, Event.LOAN_REPAID, ended_on, [], language),
        "A loan that is cancelled": loan_ended(loan, later, Event.LOAN_CANCELLED, ended_on, ["合同变更为循环授信"], language),
        "A loan whose cap is used": loan_ended(loan, later, Event.CAP_FOUND_USED, None, [], language),
    }
