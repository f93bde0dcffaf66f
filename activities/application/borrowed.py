"""贷款贴息的核实。What the register of loans and the bank say for a claim of interest: loan, days, and the interest that was paid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from activities.application.subject import fix_subject
from activities.case.context import TransitionContext
from gateways.bank import Bank, InterestPaid
from models.commands.turns import take_turns, turn_of
from models.queries import loan as loans
from models.tables import Application, Assessment, Loan
from policy.judging.assessment import assess
from policy.judging.provenance import BANK, LOANS, entry
from policy.judging.standing import Finding, interest_lowered, upstream_doubted
from policy.language.facts import Json, parse_period
from policy.language.items import Item
from policy.processes.application.channel import require_applied_for
from policy.processes.application.lifecycle import Event
from policy.processes.loan.bank_word import INTEREST, INTEREST_FEN, WORDS, doubts_of_interest
from policy.processes.loan.claims import PERIOD, is_covered, require_claimable, require_covered
from policy.text import Text


async def require_loan(context: TransitionContext[Application], field: str = PERIOD) -> None:
    """Refuse a claim without a registered loan, or of days on which there was none; claims of one loan take turns.

    Args:
        context: The transition.
        field: Where the period was given.

    Raises:
        Refusal: `wrong_process`, `wrong_stage`, or `invalid_input`.
    """
    loan = await loans.of_claim(context.session, context.case)
    if loan is None:
        require_applied_for(context.item)
        return
    await take_turns(context.session, "loan claims", turn_of(str(loan.id)))
    # What was taken in already goes on, though the loan has ended since: its days are what counts.
    require = require_claimable if context.event == Event.SUBMITTED else require_covered
    require(context.item, loan.standing, str(context.case.facts.get(PERIOD)), field)


@dataclass(frozen=True, slots=True)
class Borrowed:
    """The loan of a claim, and what its bank certifies of the days that are claimed.

    Attributes:
        loan: The loan; None of an application that claims no interest.
        period: The days.
        certificate: The bank's certificate as JSON; None where it knows no such loan, or was not asked: paper has confirmed the loan.
    """

    loan: Loan | None
    period: str = ""
    certificate: dict[str, Any] | None = None

    @classmethod
    async def ask(cls, bank: Bank, loan: Loan | None, period: Json) -> Borrowed:
        """Ask the bank of a loan for its certificate, where it has an interface.

        Raises:
            SourceUnavailable: It gave no answer that can be believed.
        """
        days = parse_period(period)
        if loan is None or loan.confirmed_by != BANK or days is None:
            return cls(loan, str(period))
        found = await bank.interest(loan.bank, loan.loan_no, *days)
        return cls(loan, str(period), found.model_dump(mode="json") if isinstance(found, InterestPaid) else None)

    @property
    def is_certified(self) -> bool:
        """Whether the bank was asked, so that its word counts and no paper's."""
        return self.loan is not None and self.loan.confirmed_by == BANK

    @property
    def answers(self) -> dict[str, Any]:
        """The certificate by its source; nothing where the bank was not asked."""
        return {BANK: self.certificate} if self.is_certified else {}

    def doubts(self, own: Collection[str]) -> list[Text]:
        """Return what in the certificate cannot be so; nothing where the bank was not asked."""
        return doubts_of_interest(own, self.period, self.certificate) if self.is_certified else []

    def failures(self, item: Item) -> list[dict[str, Any]]:
        """Return that there was no loan on the days that are claimed, where that is so by now."""
        is_covered_still = self.loan is None or is_covered(self.loan.standing, self.period)
        return [] if is_covered_still else [failure(item, "loan_covers_period")]

    def supplied(self, item: Item) -> dict[str, tuple[Json, str]]:
        """Return the facts of an item, and of who issued its number, that register and bank supply, each with its source."""
        if self.loan is None:
            return {}
        known: dict[str, tuple[Json, str]] = {
            code: (value, LOANS) for code, value in ({"loan_no": self.loan.loan_no, "bank": self.loan.bank} | self.loan.declared).items()
        }
        if self.certificate is not None:
            # Its interest is that of the days it was asked for: nobody reads other ones off a paper.
            known |= {PERIOD: (self.period, BANK), INTEREST: (self.certificate[INTEREST_FEN], BANK)}
        asked = {fact.code for fact in (*item.facts, *item.asked_issuer)}
        return {code: one for code, one in known.items() if code in asked}


def failure(item: Item, code: str) -> dict[str, Any]:
    """Return a condition of a loan that does not hold as it is kept and shown: code, clause and sentence."""
    return {"code": code, "clause": item.citation, "text": WORDS[code].as_dict()}


async def take_borrowed(context: TransitionContext[Application], borrowed: Borrowed) -> None:
    """Keep the facts that register and bank supply; nobody reads them off a paper then."""
    application, item = context.case, context.item
    supplied = borrowed.supplied(item)
    if not supplied:
        return
    facts = {fact.code: fact for fact in (*item.facts, *item.asked_issuer)}
    at = context.now.isoformat()
    application.facts = application.facts | {code: value for code, (value, _) in supplied.items()}
    application.provenance = application.provenance | {code: entry(facts[code], by, at) for code, (_, by) in supplied.items()}
    await fix_subject(context)


@dataclass(frozen=True, slots=True)
class BorrowedLook:
    """What a look at the bank found before a payment.

    Attributes:
        answers: Its certificate, by its source.
        found: What speaks against paying.
    """

    answers: dict[str, Any]
    found: list[Finding]


async def findings_of(
    bank: Bank, loan: Loan | None, own: Collection[str], item: Item, application: Application, assessed: Assessment | None
) -> BorrowedLook:
    """Ask the bank again before a payment, and return its certificate by its source, and what of it speaks against paying.

    Args:
        bank: The interface of the banks.
        loan: The loan, if interest is claimed.
        own: The credit codes of the enterprise and all that count as one with it.
        item: What was awarded.
        application: The application.
        assessed: The assessment that the award rests on.

    Raises:
        SourceUnavailable: It gave no answer that can be believed.
    """
    borrowed = await Borrowed.ask(bank, loan, application.facts.get(PERIOD))
    found = []
    if loan is not None and not is_covered(loan.standing, borrowed.period):
        found.append(upstream_doubted("loan_covers_period", item.citation, WORDS["loan_covers_period"]))
    if doubts := borrowed.doubts(own):
        found.append(upstream_doubted("bank_sound", item.citation, WORDS["bank_sound"], doubts))
    elif borrowed.certificate is not None and assessed is not None:
        now = {INTEREST: borrowed.certificate[INTEREST_FEN]}
        before_fen, now_fen = (assess(item.code, assessed.facts | facts, assessed.rules).award_fen or 0 for facts in ({}, now))
        found += [interest_lowered(item.citation, now_fen)] if now_fen < before_fen else []
    return BorrowedLook(borrowed.answers, found)
