"""国库网关。The treasury: instructs payments, asks for their status and for receipts, reads a day's statement.

An instruction's number is its idempotency key, so whoever sends it again by mistake cannot pay twice. Account numbers are kept in
`SecretStr`: no repr, log line or exception shows them.
"""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, model_validator

from gateways.amounts import PaidFen, StatedFen
from gateways.errors import SourceAnswerInvalid, TreasuryRejected
from gateways.http import PROBLEM, About, Answered, ProblemCode, Reply, Source, check_subject, in_path, read, read_success
from gateways.pages import check_page
from policy.processes.disbursement.payee import payee_digest

NAME = "treasury"
RECEIPTS = "treasury.receipts"
LARGEST_STATEMENT_BYTES = 64_000_000
STANDING_PAGE = 5_000
PayeeDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

# The only refusals that are about the instruction; any other client error says that something between us is broken.
DEFINITE_REFUSALS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})


class Payee(BaseModel):
    """Who is to be paid.

    Attributes:
        name: Holder of the account.
        account_no: Account to credit.
        bank: Bank that keeps it.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(min_length=1, repr=False)
    account_no: SecretStr = Field(min_length=1)
    bank: str = Field(min_length=1, repr=False)


class Instruction(BaseModel):
    """A payment to be made.

    Attributes:
        instruction_no: Our number, unique for good; also the idempotency key.
        amount_fen: Amount in fen.
        payee: Who is to be paid.
        purpose: What the bank statement says.
        callback_url: Where the treasury reports its status.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    instruction_no: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")
    amount_fen: PaidFen
    payee: Payee
    purpose: str = Field(min_length=1)
    callback_url: str = Field(min_length=1)

    @property
    def payee_digest(self) -> str:
        """What the treasury says of whom it pays."""
        held = {"holder": self.payee.name, "number": self.payee.account_no.get_secret_value(), "bank": self.payee.bank}
        return payee_digest(self.instruction_no, held)

    def as_sent(self) -> dict[str, Any]:
        """Return the request body, with the account number in clear: for the wire only."""
        payee = {"name": self.payee.name, "account_no": self.payee.account_no.get_secret_value(), "bank": self.payee.bank}
        return {
            "instruction_no": self.instruction_no,
            "amount_fen": self.amount_fen,
            "payee": payee,
            "purpose": self.purpose,
            "callback_url": self.callback_url,
        }


class InstructionStatus(About):
    """The status of an instruction.

    Attributes:
        instruction_no: Our number.
        status: `accepted` says only that it was received.
        amount_fen: Amount in fen; to be compared with what was instructed.
        payee_digest: Whom it pays; likewise to be compared.
        paid_at: When it was paid; stays when the bank returns the payment later.
        returned_at: When the bank returned it.
        reason: Why it was returned or rejected.
        bank_reference: The bank's number of the payment.
    """

    named_by: ClassVar[str] = "instruction_no"

    instruction_no: str
    status: Literal["accepted", "paid", "returned", "rejected"]
    amount_fen: PaidFen
    payee_digest: PayeeDigest
    paid_at: AwareDatetime | None = None
    returned_at: AwareDatetime | None = None
    reason: str | None = None
    bank_reference: str | None = None

    @model_validator(mode="after")
    def _paid_with_proof(self) -> Self:
        if self.status == "paid" and (self.paid_at is None or self.bank_reference is None):
            message = "paid without instant or bank reference"
            raise ValueError(message)
        return self


class StatementEntry(Answered):
    """A payment, or one the bank returned.

    Attributes:
        entry_no: The treasury's number.
        instruction_no: Our number.
        kind: Out, or back from the bank.
        amount_fen: Amount in fen, positive either way.
        payee_digest: Whom it was paid to.
        at: When.
        bank_reference: The bank's number of the payment.
    """

    entry_no: int
    instruction_no: str
    kind: Literal["payment", "return"]
    amount_fen: PaidFen
    payee_digest: PayeeDigest
    at: AwareDatetime
    bank_reference: str


class ReceiptEntry(Answered):
    """Money that came in.

    Attributes:
        entry_no: The treasury's number.
        reference: What it was paid under.
        kind: In.
        amount_fen: Amount in fen.
        payer_uscc: Credit code of the payer.
        payer_name: What the payer's account is called.
        at: When.
    """

    entry_no: int
    reference: str
    kind: Literal["receipt"]
    amount_fen: PaidFen
    payer_uscc: str
    payer_name: str = Field(repr=False)
    at: AwareDatetime


class Statement(Answered):
    """All movements of a Beijing day.

    Attributes:
        date: The day.
        entries: Its movements, oldest first.
        paid_fen: Sum of the payments in fen.
        returned_fen: Sum of the returns in fen.
        received_fen: Sum of the receipts in fen.
    """

    date: date
    entries: tuple[Annotated[StatementEntry | ReceiptEntry, Field(discriminator="kind")], ...]
    paid_fen: int
    returned_fen: int
    received_fen: int

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        sums = {"payment": 0, "return": 0, "receipt": 0}
        for entry in self.entries:
            sums[entry.kind] += entry.amount_fen
        if (self.paid_fen, self.returned_fen, self.received_fen) != tuple(sums.values()):
            message = "sums differ from entries"
            raise ValueError(message)
        return self


class Stands(Answered):
    """What stands of one instruction in the treasury's account.

    Attributes:
        instruction_no: Our number.
        paid_fen: What was paid, in fen.
        returned_fen: What the bank returned of it, in fen.
    """

    instruction_no: str
    paid_fen: StatedFen
    returned_fen: StatedFen


class StandingPage(Answered):
    """A part of what stands in the treasury's account.

    Attributes:
        items: One row an instruction, ascending by its number.
        next: The last number if more follows; the next page is asked for after it.
    """

    items: tuple[Stands, ...]
    next: str | None


class Receipt(About):
    """What was received under a reference.

    Attributes:
        reference: What it was paid under.
        amount_fen: Amount in fen.
        payer_uscc: Credit code of the payer.
        payer_name: What the payer's account is called.
        received_on: The day in Beijing.
    """

    named_by: ClassVar[str] = "reference"

    reference: str
    amount_fen: PaidFen
    payer_uscc: str
    payer_name: str = Field(repr=False)
    received_on: date


class Treasury(Source):
    """The treasury."""

    async def instruct(self, instruction: Instruction) -> InstructionStatus:
        """Instruct a payment, once; sending the same instruction again changes nothing.

        Args:
            instruction: The payment.

        Returns:
            That it was received; payment is reported by callback, or by `status`.

        Raises:
            SourceUnavailable: Nothing is known; unless `may_have_arrived` is False, ask with `status` before sending again.
            SourceAnswerInvalid: It answered, but not in a way that can be believed; ask with `status`.
            TreasuryRejected: It definitely refuses the instruction as it stands.
        """
        headers = {"idempotency-key": instruction.instruction_no}
        reply = await self._ask(NAME, "POST", "/treasury/instructions", json=instruction.as_sent(), headers=headers)
        _raise_refusal(instruction.instruction_no, reply)
        answer = read_success(NAME, InstructionStatus, reply, status=HTTPStatus.ACCEPTED)
        check_subject(NAME, instruction.instruction_no, answer.instruction_no)
        if answer.amount_fen != instruction.amount_fen:
            raise SourceAnswerInvalid(NAME, "other_amount")
        if answer.payee_digest != instruction.payee_digest:
            raise SourceAnswerInvalid(NAME, "other_payee")
        return answer

    async def status(self, instruction_no: str) -> InstructionStatus | None:
        """Return where an instruction stands, or None if the treasury definitely never received it.

        Args:
            instruction_no: Our number.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        # A proxy's 404 taken for the treasury's would have the payment sent twice.
        return await self._find(
            NAME, f"/treasury/instructions/{in_path(instruction_no)}", instruction_no, InstructionStatus, _NeverReceived
        )

    async def statement(self, day: date) -> Statement:
        """Return all movements of a day, for reconciliation.

        Args:
            day: The day in Beijing.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed, for one because it does not add up; try again.
        """
        params = {"date": day.isoformat()}
        reply = await self._ask(NAME, "GET", "/treasury/statement", params=params, largest_bytes=LARGEST_STATEMENT_BYTES)
        answer = read_success(NAME, Statement, reply)
        check_subject(NAME, day.isoformat(), answer.date.isoformat())
        return answer

    async def standing(self, through: date, after: str | None, limit: int = STANDING_PAGE) -> StandingPage:
        """Return a page of everything that was ever paid, as it stands at the end of a day.

        Args:
            through: The day in Beijing.
            after: The number after which the page starts; None is the first page.
            limit: How many instructions at most.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed, for one because a page skips or repeats; try again.
        """
        params = {"through": through.isoformat(), "limit": str(limit)} | ({} if after is None else {"after": after})
        reply = await self._ask(NAME, "GET", "/treasury/standing", params=params, largest_bytes=LARGEST_STATEMENT_BYTES)
        page = read_success(NAME, StandingPage, reply)
        check_page(NAME, [row.instruction_no for row in page.items], page.next, after, limit)
        return page

    async def receipt(self, reference: str) -> Receipt | None:
        """Return what was received under a reference, or None if definitely nothing was.

        Args:
            reference: What the payer was told to pay under.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        return await self._find(RECEIPTS, f"/treasury/receipts/{in_path(reference)}", reference, Receipt, _ReceiptUnknown)


class _ReceiptUnknown(About):
    named_by: ClassVar[str] = "reference"

    code: Literal["receipt_unknown"]
    reference: str


class _NeverReceived(About):
    named_by: ClassVar[str] = "instruction_no"

    code: Literal["instruction_unknown"]
    instruction_no: str


def _raise_refusal(instruction_no: str, reply: Reply) -> None:
    if reply.status in DEFINITE_REFUSALS and reply.media_type == PROBLEM:
        raise TreasuryRejected(instruction_no, read(NAME, ProblemCode, reply).code, reply.status)
