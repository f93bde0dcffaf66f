"""沙箱管理。For tests and demonstrations: change what the authorities know, switch faults, look at all payments."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sandbox.amounts import LARGEST_FEN
from sandbox.bank_loans import BankLoan, Named
from sandbox.clock import today
from sandbox.credit_code import Uscc, drawn_code
from sandbox.enterprises import Enterprise, FormerName
from sandbox.faults import TARGETS, Mode
from sandbox.population import LARGEST_SIZE, Population
from sandbox.problems import Problem
from sandbox.treasury import InstructionNo, Reference, all_payments
from sandbox.treasury_receipts import Receipt
from sandbox.upstream import Number
from sandbox.upstream_projects import InsuranceSubsidy, UpstreamProject
from sandbox.world import Here

LONGEST_FAULT_SECONDS = 3600.0

PaidFen = Annotated[int, Field(gt=0, le=LARGEST_FEN, strict=True)]

router = APIRouter(prefix="/admin", tags=["沙箱管理 Administration"])


class FaultBody(BaseModel):
    """A fault to switch on.

    Attributes:
        target: Whom it befalls.
        mode: How it shows.
        times: How often; absent until removed.
        seconds: How long it holds things up; absent for the mode's default.
    """

    model_config = ConfigDict(extra="forbid")

    target: str
    mode: Mode
    times: int | None = Field(default=None, ge=1)
    seconds: float | None = Field(default=None, ge=0, le=LONGEST_FAULT_SECONDS)


class ReceiptBody(BaseModel):
    """Money that comes in.

    Attributes:
        reference: What it is paid under.
        amount_fen: Amount in fen.
        payer_uscc: Credit code of the payer.
        payer_name: What its account is called; that of the enterprise with the code unless given.
        received_on: The day in Beijing.
    """

    model_config = ConfigDict(extra="forbid")

    reference: Reference
    amount_fen: PaidFen
    payer_uscc: Uscc
    payer_name: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    received_on: date


class StrayPaymentBody(BaseModel):
    """A payment nobody instructed."""

    model_config = ConfigDict(extra="forbid")

    instruction_no: InstructionNo
    amount_fen: PaidFen


class AmountBody(BaseModel):
    """What a payment is to be shown as."""

    model_config = ConfigDict(extra="forbid")

    amount_fen: PaidFen


class RenamingBody(BaseModel):
    """Another name for an enterprise.

    Attributes:
        name: The name it has from now on.
        until: The last day of the one it had; absent for the day before.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    until: date | None = None


class BankLoanBody(BaseModel):
    """A loan as its bank has it, under the names it has."""

    model_config = ConfigDict(extra="forbid")

    bank: Named
    loan_no: Named
    loan: BankLoan


class EnteredBody(BaseModel):
    """The credit code of an enterprise that was entered."""

    uscc: Uscc


class RotationBody(BaseModel):
    """How to rotate the signing key."""

    keep_old: bool = True


class PopulationBody(BaseModel):
    """How many synthetic enterprises there are, and what their figures follow from."""

    model_config = ConfigDict(extra="forbid")

    size: int = Field(ge=0, le=LARGEST_SIZE)
    seed: int = Field(default=1, ge=0, le=2**31)


@router.get("/enterprises", summary="全部企业 All enterprises")
async def enterprises(world: Here) -> dict[str, Enterprise]:
    """Return all enterprises by credit code."""
    return world.enterprises.everybody()


@router.post("/enterprises", status_code=201, summary="登记新企业 Enter a new enterprise")
async def post_enterprise(enterprise: Enterprise, world: Here) -> EnteredBody:
    """Enter an enterprise under a credit code of its own, which is answered."""
    uscc = drawn_code()
    world.enterprises.put(uscc, enterprise)
    return EnteredBody(uscc=uscc)


@router.put("/enterprises/{uscc}", summary="登记或更新企业 Enter or replace an enterprise")
async def put_enterprise(uscc: Uscc, enterprise: Enterprise, world: Here) -> Enterprise:
    """Enter an enterprise with its credit records, or replace all that is known of it."""
    world.enterprises.put(uscc, enterprise)
    return enterprise


@router.put("/enterprises/{uscc}/name", summary="企业更名 Rename an enterprise")
async def rename_enterprise(uscc: Uscc, body: RenamingBody, world: Here) -> Enterprise:
    """Have the register know an enterprise by another name, and remember the one it had; 404 for an enterprise nobody knows."""
    known = world.enterprises.known(uscc)
    former = FormerName(name=known.name, until=body.until or today() - timedelta(days=1))
    renamed = known.model_copy(update={"name": body.name, "former_names": (*known.former_names, former)})
    world.enterprises.put(uscc, renamed)
    return renamed


@router.delete("/enterprises/{uscc}", status_code=204, summary="删除企业 Forget an enterprise")
async def delete_enterprise(uscc: Uscc, world: Here) -> None:
    """Forget an enterprise."""
    world.enterprises.remove(uscc)


@router.get("/population", summary="合成企业群 The synthetic population")
async def population(world: Here) -> PopulationBody:
    """Return how many synthetic enterprises there are."""
    return PopulationBody(size=world.enterprises.population.size, seed=world.enterprises.population.seed)


@router.put("/population", summary="设置合成企业群 Switch synthetic enterprises on or off")
async def put_population(body: PopulationBody, world: Here) -> PopulationBody:
    """Have the authorities know so many synthetic enterprises, in place of earlier ones."""
    world.enterprises.populate(Population(body.size, body.seed))
    return body


@router.get("/upstream-projects", summary="全部上级项目 All projects of state and city")
async def upstream_projects(world: Here) -> dict[str, UpstreamProject]:
    """Return all projects by number."""
    return world.upstream.projects()


@router.put("/upstream-projects/{project_no:path}", summary="登记或更新上级项目 Enter or replace a project")
async def put_upstream_project(project_no: Number, project: UpstreamProject, world: Here) -> UpstreamProject:
    """Enter a project, or replace all that is known of it."""
    world.upstream.put_project(project_no, project)
    return project


@router.delete("/upstream-projects/{project_no:path}", status_code=204, summary="删除上级项目 Have a project forgotten")
async def delete_upstream_project(project_no: Number, world: Here) -> None:
    """Forget a project, as a registry does that has lost it; 404 `project_unknown` for a number nobody knows."""
    world.upstream.forget_project(project_no)


@router.put("/insurance-subsidies/{policy_no:path}", summary="登记或更新保费补贴 Enter or replace an insurance subsidy")
async def put_insurance_subsidy(policy_no: Number, subsidy: InsuranceSubsidy, world: Here) -> InsuranceSubsidy:
    """Enter what the city subsidised of an insurance, or replace it."""
    world.upstream.put_subsidy(policy_no, subsidy)
    return subsidy


@router.put("/bank-loans", summary="登记或更新银行贷款 Enter or replace a loan")
async def put_bank_loan(body: BankLoanBody, world: Here) -> BankLoanBody:
    """Enter a loan, or replace all that its bank knows of it; from then on the bank is connected."""
    world.banks.put(body.bank, body.loan_no, body.loan)
    return body


@router.delete("/bank-loans", status_code=204, summary="删除银行贷款 Have a loan forgotten")
async def delete_bank_loan(bank: Named, loan_no: Named, world: Here) -> None:
    """Forget a loan, as a bank does that has lost it; 404 for one that it does not know."""
    world.banks.forget(bank, loan_no)


@router.get("/faults", summary="当前故障 Faults in force")
async def faults(world: Here) -> dict[str, Any]:
    """Return the faults in force, and which modes each target has."""
    targets = {target: sorted(modes) for target, modes in TARGETS.items()}
    return {"faults": [asdict(fault) for fault in world.faults.in_force()], "targets": targets}


@router.put("/faults", summary="设置故障 Switch a fault on")
async def put_fault(body: FaultBody, world: Here) -> dict[str, Any]:
    """Switch a fault on, in place of an earlier one on the same target.

    Raises:
        Problem: 422 when the target is unknown or does not have the mode.
    """
    try:
        return asdict(world.faults.put(body.target, body.mode, body.times, body.seconds))
    except ValueError as error:
        raise Problem(422, "unknown_fault", "没有这种故障 The target does not have this fault") from error


@router.delete("/faults", status_code=204, summary="清除故障 Switch faults off")
async def delete_faults(world: Here, target: str | None = None) -> None:
    """Switch one target's fault off, or all."""
    world.faults.remove(target)


@router.get("/payments", summary="全部付款 All payments")
async def payments(world: Here) -> list[dict[str, Any]]:
    """Return every payment ever made, oldest first."""
    return all_payments(world.ledger.entries())


@router.put("/payments/{instruction_no}", summary="改动付款金额 Alter a payment")
async def alter_payment(instruction_no: InstructionNo, body: AmountBody, world: Here) -> AmountBody:
    """Have the statement show another amount for a payment than was instructed."""
    world.ledger.alter_payment(instruction_no, body.amount_fen)
    return body


@router.post("/stray-payments", status_code=201, summary="无指令付款 Make a payment nobody instructed")
async def stray_payment(body: StrayPaymentBody, world: Here) -> StrayPaymentBody:
    """Have the treasury hold a payment nobody instructed, so that its statement shows it."""
    world.ledger.pay_uninstructed(body.instruction_no, body.amount_fen)
    return body


@router.post("/receipts", status_code=201, summary="登记收款 Receive money")
async def receive(body: ReceiptBody, world: Here) -> ReceiptBody:
    """Have the treasury receive money, once for each reference."""
    known = world.enterprises.everybody().get(body.payer_uscc)
    name = body.payer_name or (known.name if known else body.payer_uscc)
    world.receipts.enter(Receipt(body.reference, body.amount_fen, body.payer_uscc, name, body.received_on))
    return body.model_copy(update={"payer_name": name})


@router.post("/oidc/rotate", summary="轮换密钥 Rotate the signing key")
async def rotate(body: RotationBody, world: Here) -> dict[str, str]:
    """Sign tokens with a new key from now on."""
    return {"kid": world.issuer.rotate(keep_old=body.keep_old)}


@router.get("/texts", summary="看短信 Read text messages")
async def texts(to: str, world: Here) -> list[str]:
    """Return the text messages to a telephone, oldest first."""
    return [text for phone, text in world.texts if phone == to]
