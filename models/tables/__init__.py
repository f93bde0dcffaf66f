"""表。Every table, so that one import knows the whole schema."""

from models.tables.added_case import AddedCase
from models.tables.annual_run import AnnualRun, AnnualRunMember
from models.tables.application import Application, Undertaking
from models.tables.assessment import Assessment
from models.tables.audit_event import AuditEvent
from models.tables.awarded_case import AwardedCase
from models.tables.base import Base
from models.tables.benefit import Benefit
from models.tables.breach import Breach
from models.tables.budget import Appropriation, BudgetDocument, LedgerAccount, LedgerTransfer
from models.tables.calendar import CalendarDate, CalendarYear
from models.tables.call import Call
from models.tables.case import Case
from models.tables.case_check import CaseCheck, CaseCheckFinding, CaseDifference
from models.tables.clawback import Clawback, ClawbackInstalment, Repayment
from models.tables.commitment import CollectedUndertaking, Commitment
from models.tables.commitment_check import CommitmentCheck
from models.tables.debarment import Debarment
from models.tables.delivery import Delivery
from models.tables.disbursement import Disbursement
from models.tables.document import Document
from models.tables.enquiry import Enquiry
from models.tables.enterprise import Enterprise, EnterpriseChange, EnterpriseFact
from models.tables.evaluation import Evaluation
from models.tables.expert import Expert, ExpertProposal
from models.tables.filing import ChangeFiling
from models.tables.idempotency import IdempotencyRecord
from models.tables.implementing_rule import ImplementingRule
from models.tables.instalment import Instalment
from models.tables.investment import Investment
from models.tables.involvement import Involvement
from models.tables.likeness import LikenessAnswer, NumberKey
from models.tables.loan import Loan
from models.tables.matching_project import MatchingProject
from models.tables.meeting import AgendaItem, Meeting
from models.tables.message import Message
from models.tables.natural_person import Employment, NaturalPerson
from models.tables.notice import Notice
from models.tables.objection import Objection
from models.tables.open_data import OpenDataContent, OpenDataEdition, OpenDataPart
from models.tables.outcome_report import OutcomeReport
from models.tables.pending_matter import PendingMatter
from models.tables.person import PeopleImport, Person, RegisterEvent
from models.tables.person_document import DocumentChange, FormerDocument
from models.tables.post_grant import PostGrantProject
from models.tables.preference import Preference
from models.tables.quota import Quota
from models.tables.receipt import Receipt, ReceiptPart
from models.tables.recognition import Recognition, RecognitionImport
from models.tables.reconciliation import Reconciliation, ReconciliationDifference
from models.tables.reconsidered_case import ReconsideredCase
from models.tables.redecision import Redecision
from models.tables.refund import Refund
from models.tables.request import CaseRequest
from models.tables.saved_view import SavedView
from models.tables.security_event import SecurityEvent
from models.tables.settlement import Settlement
from models.tables.submission import Submission
from models.tables.succession import Succession, SuccessionFiling
from models.tables.suspension import ItemSuspension
from models.tables.target import Target, TargetBatch
from models.tables.task import Task
from models.tables.verification import Verification
from models.tables.voucher import DeliveryCode, Voucher, VoucherSpend
from models.tables.webhook import Webhook
from models.tables.what_if import WhatIf, WhatIfExtract, WhatIfPart
from models.tables.window import Window, WindowList, WindowShare

__all__ = [
    "AddedCase",
    "AgendaItem",
    "AnnualRun",
    "AnnualRunMember",
    "Application",
    "Appropriation",
    "Assessment",
    "AuditEvent",
    "AwardedCase",
    "Base",
    "Benefit",
    "Breach",
    "BudgetDocument",
    "CalendarDate",
    "CalendarYear",
    "Call",
    "Case",
    "CaseCheck",
    "CaseCheckFinding",
    "CaseDifference",
    "CaseRequest",
    "ChangeFiling",
    "Clawback",
    "ClawbackInstalment",
    "CollectedUndertaking",
    "Commitment",
    "CommitmentCheck",
    "Debarment",
    "Delivery",
    "DeliveryCode",
    "Disbursement",
    "Document",
    "DocumentChange",
    "Employment",
    "Enquiry",
    "Enterprise",
    "EnterpriseChange",
    "EnterpriseFact",
    "Evaluation",
    "Expert",
    "ExpertProposal",
    "FormerDocument",
    "IdempotencyRecord",
    "ImplementingRule",
    "Instalment",
    "Investment",
    "Involvement",
    "ItemSuspension",
    "LedgerAccount",
    "LedgerTransfer",
    "LikenessAnswer",
    "Loan",
    "MatchingProject",
    "Meeting",
    "Message",
    "NaturalPerson",
    "Notice",
    "NumberKey",
    "Objection",
    "OpenDataContent",
    "OpenDataEdition",
    "OpenDataPart",
    "OutcomeReport",
    "PendingMatter",
    "PeopleImport",
    "Person",
    "PostGrantProject",
    "Preference",
    "Quota",
    "Receipt",
    "ReceiptPart",
    "Recognition",
    "RecognitionImport",
    "Reconciliation",
    "ReconciliationDifference",
    "ReconsideredCase",
    "Redecision",
    "Refund",
    "RegisterEvent",
    "Repayment",
    "SavedView",
    "SecurityEvent",
    "Settlement",
    "Submission",
    "Succession",
    "SuccessionFiling",
    "Target",
    "TargetBatch",
    "Task",
    "Undertaking",
    "Verification",
    "Voucher",
    "VoucherSpend",
    "Webhook",
    "WhatIf",
    "WhatIfExtract",
    "WhatIfPart",
    "Window",
    "WindowList",
    "WindowShare",
]
