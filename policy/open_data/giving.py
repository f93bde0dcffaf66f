"""360Giving标准。An award as a grant of the 360Giving Data Standard, 1.4, and the package it is published in.

The standard has no place for money that came back. It is beside what was paid, in a field of ours of the shape of the standard's own
transactions, so that what was paid stays what was paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from policy.judging.catalogue import item as item_called
from policy.language.items import DEPARTMENT_NAMES, Item
from policy.open_data.award import PublishedAward
from policy.open_data.exact import Yuan, written
from policy.open_data.publisher import Publisher, organisation
from policy.opinions_2022_8 import DOCUMENT_ID

VERSION: Final = "1.4"
CURRENCY: Final = "CNY"
PROGRAMME: Final = "经开区科技创新政策"
TITLE: Final = f"{PROGRAMME}（{DOCUMENT_ID}）已拨付的支持资金"
LONGEST_TITLE: Final = 139
_ABOUT: Final = (
    "公示无异议并已拨付的支持；金额单位为元；被追回的保留，并列明退回金额、日期和原因；不含个人。"
    "Awards whose notice cleared and that were paid, in yuan; what came back stays, with when and why. No persons."
)


def identifier_of(award: PublishedAward, publisher: Publisher) -> str:
    """Return the identifier of a grant: it never changes."""
    return f"{publisher.prefix}-{award.number}"


def grant_of(award: PublishedAward, publisher: Publisher) -> dict[str, Any]:
    """Return an award as a grant."""
    item = item_called(award.item_code)
    instructed, paid = [one.instructed_on for one in award.paid], [one.paid_on for one in award.paid]
    recipient, funder = organisation(award.uscc), publisher.identifier
    came_back = [
        _moved(one.fen, one.on.isoformat(), None, funder) | {"description": " ".join(one.cause.as_dict().values())}
        for one in award.came_back
    ]
    return {
        "id": identifier_of(award, publisher),
        "title": item.title.zh[:LONGEST_TITLE],
        "description": f"{item.summary.zh} {item.summary.en}",
        "currency": CURRENCY,
        "amountAwarded": Yuan(award.awarded_fen),
        "amountDisbursed": Yuan(award.paid_fen),
        "awardDate": award.awarded_on.isoformat(),
        "plannedDates": [_lasting("指令拨付 Told to be paid", min(instructed).isoformat(), max(instructed).isoformat())],
        "actualDates": [_lasting("拨付 Paid", min(paid).isoformat(), max(paid).isoformat())],
        "recipientOrganization": [{"id": recipient, "name": award.name}],
        "fundingOrganization": [{"id": funder, "name": publisher.name, "department": DEPARTMENT_NAMES[award.department].zh}],
        "grantProgramme": [{"code": DOCUMENT_ID, "title": PROGRAMME}],
        "classifications": _classified(item),
        "disbursementTransaction": [_moved(one.fen, one.paid_on.isoformat(), funder, recipient) for one in award.paid],
        **({"recoveredAmount": Yuan(award.came_back_fen), "recoveryTransaction": came_back} if came_back else {}),
        "dateModified": award.changed_at.isoformat(timespec="seconds"),
    }


def package_begins(publisher: Publisher, issued_at: datetime, made_at: datetime) -> str:
    """Return the package up to its first grant; `PACKAGE_ENDS` is what follows the last one.

    Args:
        publisher: Who publishes.
        issued_at: When awards were published first.
        made_at: Since when they are as they are.
    """
    about: Mapping[str, Any] = {
        "version": VERSION,
        "title": TITLE,
        "description": _ABOUT,
        "issued": issued_at.date().isoformat(),
        "modified": made_at.isoformat(timespec="seconds"),
        "identifier": f"{publisher.prefix}-awards",
        "publisher": {"identifier": publisher.identifier, "name": publisher.name, "website": publisher.base_url},
        "downloadURL": f"{publisher.base_url}/open-data/awards.json",
        "accessURL": f"{publisher.base_url}/open-data",
        "license": publisher.licence,
    }
    return f'{written(about)[:-1]}, "grants": [\n'


PACKAGE_ENDS: Final = "\n]}\n"


def _classified(item: Item) -> list[dict[str, str]]:
    return [
        {"vocabulary": "条款 clause", "code": str(item.clause), "title": item.citation},
        {"vocabulary": "事项 item", "code": item.code, "title": item.title.zh},
    ]


def _lasting(title: str, first: str, last: str) -> dict[str, str]:
    return {"title": title, "startDate": first, "endDate": last}


def _moved(fen: int, day: str, provider: str | None, recipient: str) -> dict[str, Any]:
    """Return money that moved; what came back may have been paid by another, such as whoever bought a share, and names no provider."""
    given = {} if provider is None else {"provider": provider}
    return {"transactionDate": day, "currency": CURRENCY, "value": Yuan(fen), **given, "recipient": recipient}
