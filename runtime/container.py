"""组装。The composition root: the parts of a running deployment, put together from its settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import httpx
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.worker import Interceptor, Replayer, Worker

from activities.annual_run.assessing import AnnualRunAssessing
from activities.annual_run.collecting import AnnualRunCollecting
from activities.annual_run.offering import AnnualRunOffering
from activities.annual_run.opening import AnnualRunOpening
from activities.annual_run.process import ANNUAL_RUN_PROCESS
from activities.annual_run.reassessing import AnnualRunReassessing
from activities.application.activities import ApplicationActivities
from activities.application.process import APPLICATION_PROCESS
from activities.application.verification import Sources
from activities.benefit.activities import BenefitActivities
from activities.benefit.process import BENEFIT_PROCESS
from activities.call.activities import CallActivities
from activities.call.process import CALL_PROCESS
from activities.case.activities import CaseActivities
from activities.case.attestation import Attestations
from activities.case.calendar import CalendarActivities
from activities.case.checking import CheckActivities
from activities.case.deployment import Deployment
from activities.case.digests import DigestActivities
from activities.case.heartbeats import Beating
from activities.case.process import Process
from activities.case.registration import RegistrationActivities
from activities.clawback.process import CLAWBACK_PROCESS
from activities.clawback.repayments import RepaymentActivities
from activities.commitment.activities import CommitmentActivities
from activities.commitment.process import COMMITMENT_PROCESS
from activities.commitment.yearly_check import CommitmentCheckActivities
from activities.debarment.process import DEBARMENT_PROCESS
from activities.decision.activities import DecisionActivities
from activities.document_change.process import DOCUMENT_CHANGE_PROCESS
from activities.employment.activities import EmploymentActivities
from activities.employment.process import EMPLOYMENT_PROCESS
from activities.enquiry.process import ENQUIRY_PROCESS
from activities.evaluation.activities import EvaluationActivities
from activities.evaluation.process import EVALUATION_PROCESS
from activities.instalment.process import INSTALMENT_PROCESS
from activities.investment.activities import InvestmentActivities
from activities.investment.opening import InvestmentOpening
from activities.investment.process import INVESTMENT_PROCESS
from activities.investment.returned import InvestmentPayment
from activities.loan.activities import LoanActivities
from activities.loan.process import LOAN_PROCESS
from activities.matching.activities import MatchingActivities
from activities.matching.process import MATCHING_PROCESS
from activities.meeting.activities import MeetingActivities
from activities.meeting.process import MEETING_PROCESS
from activities.open_data.activities import OpenDataActivities
from activities.outcome_report.process import OUTCOME_REPORT_PROCESS
from activities.pending.activities import PendingActivities
from activities.pending.process import PENDING_PROCESS
from activities.post_grant.activities import PostGrantActivities
from activities.post_grant.process import POST_GRANT_PROCESS
from activities.recognition.activities import RecognitionActivities
from activities.recognition.listed import ListedActivities
from activities.recognition.process import RECOGNITION_PROCESS
from activities.redecision.process import REDECISION_PROCESS
from activities.refund.process import REFUND_PROCESS
from activities.settlement.process import SETTLEMENT_PROCESS
from activities.succession.activities import SuccessionActivities
from activities.succession.process import SUCCESSION_PROCESS
from activities.treasury.reconciliation import ReconciliationActivities
from activities.voucher.process import VOUCHER_PROCESS
from activities.what_if.activities import WhatIfActivities
from activities.window.activities import WindowActivities
from activities.window.process import WINDOW_PROCESS
from gateways.bank import Bank
from gateways.credit import CreditRecords
from gateways.http import Source, build_client
from gateways.registration import Registration
from gateways.statistics import Statistics
from gateways.tax import Tax
from gateways.treasury import Treasury
from gateways.upstream import Upstream
from models.session import Database
from policy.money import MAX_FEN, Rate
from policy.open_data.publisher import Publisher
from runtime.encryption import data_converter
from runtime.payments import beside_awards, of_vouchers, payments
from runtime.schedules import make_schedules
from runtime.settings import Authority, Settings
from runtime.temporal_connection import connection
from runtime.workflow_sandbox import workflow_runner
from workflows.annual_run import AnnualRunStartWorkflow, AnnualRunWorkflow
from workflows.application import ApplicationWorkflow
from workflows.benefit import BenefitWorkflow
from workflows.calendar_import import CalendarImportWorkflow
from workflows.call import CallWorkflow
from workflows.case.signals import OnlyOurSignals
from workflows.cases_check import CasesCheckWorkflow
from workflows.clawback import ClawbackWorkflow
from workflows.commitment import CommitmentWorkflow
from workflows.commitment_check import CommitmentCheckDueWorkflow, CommitmentCheckWorkflow
from workflows.debarment import DebarmentWorkflow
from workflows.digests import DigestsWorkflow
from workflows.document_change import DocumentChangeWorkflow
from workflows.employment import EmploymentWorkflow
from workflows.enquiry import EnquiryWorkflow
from workflows.evaluation import EvaluationWorkflow, EvaluationYearWorkflow
from workflows.instalment import InstalmentWorkflow
from workflows.investment import InvestmentWorkflow
from workflows.loan import LoanWorkflow
from workflows.matching import MatchingProjectWorkflow
from workflows.meeting import MeetingWorkflow
from workflows.open_data import OpenDataWorkflow
from workflows.outcome_report import OutcomeReportWorkflow
from workflows.pending import PendingLookWorkflow, PendingMatterWorkflow
from workflows.post_grant import PostGrantWorkflow
from workflows.recognition import RecognitionWorkflow
from workflows.reconciliation import ReconciliationWorkflow
from workflows.redecision import RedecisionWorkflow
from workflows.refund import RefundWorkflow
from workflows.registration import RegistrationConfirmationWorkflow
from workflows.settlement import SettlementWorkflow
from workflows.settlements_due import SettlementsDueWorkflow
from workflows.succession import SuccessionWorkflow
from workflows.voucher import VoucherWorkflow
from workflows.what_if import WhatIfWorkflow
from workflows.window import WindowWorkflow

PROCESSES: Mapping[str, Process[Any]] = {
    described.lifecycle.name: described
    for described in (
        APPLICATION_PROCESS,
        MEETING_PROCESS,
        INVESTMENT_PROCESS,
        INSTALMENT_PROCESS,
        CALL_PROCESS,
        POST_GRANT_PROCESS,
        MATCHING_PROCESS,
        ANNUAL_RUN_PROCESS,
        COMMITMENT_PROCESS,
        CLAWBACK_PROCESS,
        DEBARMENT_PROCESS,
        SUCCESSION_PROCESS,
        REFUND_PROCESS,
        RECOGNITION_PROCESS,
        REDECISION_PROCESS,
        ENQUIRY_PROCESS,
        EMPLOYMENT_PROCESS,
        DOCUMENT_CHANGE_PROCESS,
        BENEFIT_PROCESS,
        WINDOW_PROCESS,
        LOAN_PROCESS,
        VOUCHER_PROCESS,
        SETTLEMENT_PROCESS,
        PENDING_PROCESS,
        EVALUATION_PROCESS,
        OUTCOME_REPORT_PROCESS,
    )
}

WORKFLOWS = (
    MeetingWorkflow,
    InvestmentWorkflow,
    InstalmentWorkflow,
    ApplicationWorkflow,
    BenefitWorkflow,
    CalendarImportWorkflow,
    CallWorkflow,
    CasesCheckWorkflow,
    ClawbackWorkflow,
    CommitmentCheckDueWorkflow,
    CommitmentCheckWorkflow,
    CommitmentWorkflow,
    DebarmentWorkflow,
    EmploymentWorkflow,
    DigestsWorkflow,
    DocumentChangeWorkflow,
    EnquiryWorkflow,
    EvaluationWorkflow,
    EvaluationYearWorkflow,
    LoanWorkflow,
    MatchingProjectWorkflow,
    OpenDataWorkflow,
    OutcomeReportWorkflow,
    PendingLookWorkflow,
    PendingMatterWorkflow,
    PostGrantWorkflow,
    ReconciliationWorkflow,
    SuccessionWorkflow,
    RefundWorkflow,
    RegistrationConfirmationWorkflow,
    RecognitionWorkflow,
    RedecisionWorkflow,
    SettlementWorkflow,
    SettlementsDueWorkflow,
    VoucherWorkflow,
    WhatIfWorkflow,
    AnnualRunStartWorkflow,
    AnnualRunWorkflow,
    WindowWorkflow,
)

# A case kept in memory takes a quarter of a megabyte; any other is made again from its history when somebody asks for something.
CACHED_CASES = 100
Gateway = TypeVar("Gateway", bound=Source)


@dataclass(frozen=True, slots=True)
class Container:
    """The parts that serve one process.

    Attributes:
        settings: What they were built from.
        database: Access to PostgreSQL.
        http: The client of the outside authorities.
    """

    settings: Settings
    database: Database
    http: httpx.AsyncClient

    def deployment(self) -> Deployment:
        """Return the parameters that a deployment sets and activities need."""
        settings = self.settings
        return Deployment(
            database=self.database,
            processes=PROCESSES,
            durations=settings.durations,
            working_day_seconds=settings.working_day_seconds,
            panel_size=settings.panel_size,
            callback_url=f"{settings.public_base_url}/treasury/callbacks",
            attestations=Attestations(settings.attestation_public_keys, settings.oidc_issuer),
            treasury_poll_seconds=settings.treasury_poll_seconds,
            rectifications=settings.rectifications,
            quality_share=Rate(settings.quality_share or 0),
            quality_threshold_fen=MAX_FEN if settings.quality_threshold_fen is None else settings.quality_threshold_fen,
            commitment_department=settings.commitment_department,
            delegates={str(role): subject for role, subject in settings.delegates.items()},
        )

    def gateway(self, kind: type[Gateway], authority: Authority) -> Gateway:
        """Return the gateway to an authority, known to it by its own credential."""
        return kind(self.http, self.settings.address_of(authority), token=self.settings.token_of(authority))

    def activities(self) -> list[Any]:
        """Return every activity."""
        deployment = self.deployment()
        upstream = self.gateway(Upstream, "upstream")
        sources = Sources(
            credit=self.gateway(CreditRecords, "credit"),
            registration=self.gateway(Registration, "registration"),
            tax=self.gateway(Tax, "tax"),
            statistics=self.gateway(Statistics, "statistics"),
            upstream=upstream,
            bank=self.gateway(Bank, "bank"),
        )
        treasury = self.gateway(Treasury, "treasury")
        case = CaseActivities(deployment)
        application = ApplicationActivities(deployment, sources)
        matching = MatchingActivities(deployment, upstream)
        loan = LoanActivities(deployment, sources.bank)
        commitment = CommitmentActivities(deployment)
        payment = payments(deployment, sources, treasury)
        pending = PendingActivities(deployment)
        window = WindowActivities(deployment)
        return [
            *_of_annual_runs(deployment, sources),
            *_of_calls(deployment, sources),
            *EvaluationActivities(deployment).every,
            case.record_transition,
            case.read_case,
            CheckActivities(deployment, partial(make_schedules, paused=self.settings.paused_schedules)).check_cases,
            application.verify_applicant,
            application.assess_award,
            application.take_share,
            application.take_resolution,
            application.ask_suspension,
            MeetingActivities(deployment).settle_agenda,
            window.look_at_window,
            window.settle_shares,
            InvestmentActivities(deployment, treasury).check_proceeds,
            InvestmentOpening(deployment).open_investment,
            InvestmentPayment(deployment).look_at_payment,
            SuccessionActivities(deployment, sources.registration).ask_register,
            RecognitionActivities(deployment, sources).verify_holder,
            ListedActivities(deployment).enter_listed,
            BenefitActivities(deployment).look_at_entry,
            EmploymentActivities(deployment).look_at_employer,
            *of_vouchers(deployment, sources, treasury),
            pending.look_at_pending,
            pending.settle_pending,
            *beside_awards(deployment),
            DecisionActivities(deployment).seek_budget,
            payment.instruct_treasury,
            payment.settle_disbursement,
            RepaymentActivities(deployment, treasury).check_receipt,
            matching.check_upstream,
            matching.look_upstream,
            loan.confirm_loan,
            loan.look_at_loan,
            commitment.bind_enterprise,
            commitment.look_at_commitment,
            CommitmentCheckActivities(deployment, sources).check_commitments,
            ReconciliationActivities(deployment, treasury).reconcile_day,
            CalendarActivities(deployment).import_calendar,
            DigestActivities(deployment, sends_mail=bool(self.settings.smtp_host)).write_digests,
            RegistrationActivities(deployment, sources.registration).confirm_enterprises,
            *WhatIfActivities(deployment).every,
            OpenDataActivities(deployment, self._publisher()).publish_open_data,
        ]

    def _publisher(self) -> Publisher:
        """Return who publishes open data."""
        return Publisher.of(self.settings.public_base_url, {str(name): said for name, said in self.settings.open_data.items()})


def _of_calls(deployment: Deployment, sources: Sources) -> list[Any]:
    """Return the activities of calls and of the solutions to them."""
    call, post_grant = CallActivities(deployment), PostGrantActivities(deployment, sources)
    return [
        call.look_at_solutions,
        call.look_at_winners,
        call.list_solutions,
        post_grant.verify_solution,
        post_grant.learn_selection,
        post_grant.originate_award,
    ]


def _of_annual_runs(deployment: Deployment, sources: Sources) -> list[Any]:
    """Return the activities of annual runs."""
    return [
        AnnualRunOpening(deployment).open_annual_run,
        AnnualRunCollecting(deployment, sources).collect_population,
        AnnualRunAssessing(deployment).assess_members,
        AnnualRunOffering(deployment).offer_awards,
        AnnualRunOffering(deployment).see_what_waits,
        AnnualRunReassessing(deployment, sources).reassess_member,
        AnnualRunReassessing(deployment, sources).ask_figures,
    ]


@asynccontextmanager
async def container(settings: Settings) -> AsyncIterator[Container]:
    """Open the parts, and close them at the end."""
    database = Database(settings.database_url, settings.payload_key_list())
    async with build_client() as http:
        try:
            yield Container(settings, database, http)
        finally:
            await database.close()


async def connect(settings: Settings, *, lazy: bool = False) -> Client:
    """Connect to Temporal with the converter everybody shares."""
    return await Client.connect(**connection(settings), data_converter=data_converter(settings.payload_key_list()), lazy=lazy)


def replayer(converter: DataConverter, workflows: Sequence[type] = WORKFLOWS) -> Replayer:
    """Return what replays recorded histories exactly as the worker would."""
    return Replayer(workflows=workflows, workflow_runner=workflow_runner(), data_converter=converter, interceptors=[OnlyOurSignals()])


def worker(
    client: Client,
    parts: Container,
    workflows: Sequence[type] = WORKFLOWS,
    interceptors: Sequence[Interceptor] = (),
    **options: Any,  # noqa: ANN401 - the SDK's own options
) -> Worker:
    """Return the worker of every process."""
    return Worker(
        client,
        task_queue=parts.settings.task_queue,
        workflows=workflows,
        activities=parts.activities(),
        workflow_runner=workflow_runner(),
        graceful_shutdown_timeout=timedelta(seconds=15),
        interceptors=[Beating(), OnlyOurSignals(), *interceptors],
        **({"max_cached_workflows": CACHED_CASES} | options),
    )
