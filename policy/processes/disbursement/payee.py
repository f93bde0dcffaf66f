"""收款人。Whether an account is in the name of whoever is to be paid, and what finance reads of it: never its number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from policy.folding import fold
from policy.registered import FormerName, former_until

MASKED: Final = ":"
"""What stands between the end of a number that is kept sealed and the rest of it."""


def is_in_name_of(account: Mapping[str, str], registered_name: str) -> bool:
    """Tell whether the holder of an account is called as the register calls the payee, whatever the width, case and spaces."""
    return fold(account["holder"]) == fold(registered_name)


def payee_digest(instruction_no: str, account: Mapping[str, str]) -> str:
    """Return whom an instruction pays, as the treasury says it of an instruction: nobody reads the account off it.

    Args:
        instruction_no: The instruction's number.
        account: The account, its number in clear.
    """
    said = "\n".join((instruction_no, account["holder"], account["number"], account["bank"]))
    return hashlib.sha256(said.encode()).hexdigest()


def last_four(account: Mapping[str, str]) -> str:
    """Return the end of an account's number, by which people compare it, in clear or sealed."""
    return account["number"].partition(MASKED)[0][-4:]


def held(account: Mapping[str, str], registered_name: str, former_names: Iterable[FormerName]) -> dict[str, str]:
    """Return what finance reads of an account, and until when the payee was called as its holder is, where that is a former name."""
    until = None if is_in_name_of(account, registered_name) else former_until(account["holder"], former_names)
    return described(account) | ({"former_name_until": until.isoformat()} if until else {})


def described(account: Mapping[str, str]) -> dict[str, str]:
    """Return what finance reads of an account."""
    return {"holder": account["holder"], "bank": account["bank"], "last_four": last_four(account)}
