"""支付的组装。The activities of payments, with what each process that pays has done for them."""

from __future__ import annotations

from typing import Any

from activities.application import redecided
from activities.application.added_standing import AddedLook
from activities.application.process import APPLICATION_PROCESS
from activities.application.standing import ApplicationLook
from activities.application.verification import Sources
from activities.case.deployment import Deployment
from activities.commitment.activities import CommitmentActivities
from activities.disbursement.activities import DisbursementActivities, Simulate
from activities.disbursement.award import simulate as simulate_award
from activities.disbursement.standing import AskWhetherFallen, LookAt
from activities.instalment import effects as parts
from activities.instalment.activities import InstalmentActivities
from activities.instalment.process import INSTALMENT_PROCESS
from activities.investment.returned import InvestmentPayment
from activities.loan.activities import LoanActivities
from activities.redecision import supplement
from activities.redecision.activities import RedecisionActivities
from activities.redecision.process import REDECISION_PROCESS
from activities.redecision.restitution import RestitutionActivities
from activities.refund.effects import simulate as simulate_refund
from activities.refund.process import REFUND_PROCESS
from activities.refund.standing import RefundLook
from activities.settlement.activities import SettlementActivities
from activities.settlement.process import SETTLEMENT_PROCESS
from activities.settlement.repaid import ReclaimActivities
from activities.settlement.standing import SettlementLook
from activities.voucher.activities import VoucherActivities
from gateways.treasury import Treasury


def payments(deployment: Deployment, sources: Sources, treasury: Treasury) -> DisbursementActivities:
    """Return the activities of payments, with what each process that pays has done for them."""
    applied, decided_anew = APPLICATION_PROCESS.lifecycle.name, REDECISION_PROCESS.lifecycle.name
    settled, part = SETTLEMENT_PROCESS.lifecycle.name, INSTALMENT_PROCESS.lifecycle.name
    look = ApplicationLook(deployment.database, sources)
    looks: dict[str, LookAt] = {
        applied: look.look,
        decided_anew: AddedLook(deployment.database, look).look,
        part: AddedLook(deployment.database, look).look,
        settled: SettlementLook(deployment.database, sources).look,
        REFUND_PROCESS.lifecycle.name: RefundLook(deployment.database, sources.registration, look.look_before).look,
    }
    simulations: dict[str, Simulate] = {
        applied: simulate_award,
        decided_anew: simulate_award,
        part: simulate_award,
        settled: simulate_award,
        REFUND_PROCESS.lifecycle.name: simulate_refund,
    }
    # An application that is paid binds its enterprise to stay (general term 6), and what is added to it is paid by itself.
    commitment, loans = CommitmentActivities(deployment), LoanActivities(deployment, sources.bank)
    invested = InvestmentPayment(deployment)
    once_paid = {
        applied: (commitment.bind, RedecisionActivities(deployment).take_up, loans.look_once_paid, invested.tell),
        decided_anew: (commitment.bind_anew,),
        part: (commitment.bind_anew,),
    }
    fallen: dict[str, AskWhetherFallen] = {applied: redecided.fallen, decided_anew: supplement.fallen, part: parts.fallen}
    return DisbursementActivities(deployment, treasury, looks, simulations, fallen, once_paid, {applied: (invested.tell,)})


def beside_awards(deployment: Deployment) -> list[Any]:
    """Return the activities of what is paid beside awards, and of awards that are decided anew."""
    redecision = RedecisionActivities(deployment)
    return [
        redecision.adjust_award,
        redecision.lower_demands,
        RestitutionActivities(deployment).propose_restitution,
        InstalmentActivities(deployment).pay_part,
    ]


def of_vouchers(deployment: Deployment, sources: Sources, treasury: Treasury) -> list[Any]:
    """Return the activities of vouchers and of what their platforms settle."""
    voucher, reclaim = VoucherActivities(deployment, sources), ReclaimActivities(deployment, treasury)
    settlement = SettlementActivities(deployment)
    return [
        voucher.verify_enterprise,
        voucher.look_at_spends,
        settlement.draft_settlements,
        reclaim.look_at_reclaim,
        reclaim.check_repaid,
    ]
