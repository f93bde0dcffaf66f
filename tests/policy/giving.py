"""360Giving标准的要求。What the 360Giving Data Standard, 1.4, demands of a package, written down here; and its published schemas.

The schemas are not ours to hand on: where they lie beside the checkout they are used as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SCHEMAS = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "360giving"
REQUIRED = ("id", "title", "description", "currency", "amountAwarded", "awardDate", "recipientOrganization", "fundingOrganization")
MONEY = ("amountAwarded", "amountDisbursed")
FORMATS = FormatChecker(formats=())


def is_day(value: object) -> bool:
    """Tell whether something is a day as the standard writes it."""
    if not isinstance(value, str) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII) is None:
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


@FORMATS.checks("date-time")
def is_moment(value: object) -> bool:
    """Tell whether something is a moment with its offset, as the standard writes it."""
    if not isinstance(value, str) or re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", value, re.ASCII) is None:
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


@FORMATS.checks("uri")
def is_address(value: object) -> bool:
    """Tell whether something is an absolute address."""
    parts = urlsplit(value) if isinstance(value, str) else None
    return parts is not None and bool(parts.scheme and parts.netloc)


def faults_of_package(package: Mapping[str, Any]) -> list[str]:
    """Return what of a package is not as the standard demands."""
    checks = {
        "version": package.get("version") == "1.4",
        "grants": bool(package.get("grants")),
        "publisher": bool(package["publisher"]["name"]) and bool(package["publisher"]["identifier"]),
        "license": is_address(package.get("license")),
        "downloadURL": is_address(package.get("downloadURL")),
        "accessURL": is_address(package.get("accessURL")),
        "issued": is_day(package.get("issued")),
        "modified": is_moment(package.get("modified")),
        "identifier": bool(package.get("identifier")),
        "ids": len({one["id"] for one in package["grants"]}) == len(package["grants"]),
    }
    return [name for name, holds in checks.items() if not holds] + [fault for one in package["grants"] for fault in faults_of_grant(one)]


def faults_of_grant(grant: Mapping[str, Any]) -> list[str]:
    """Return what of a grant is not as the standard demands."""
    faults = [f"{name} is missing" for name in REQUIRED if not grant.get(name)]
    checks = {
        "id": re.match(r"360G-[A-Za-z0-9]+-.", str(grant["id"])) is not None,
        "title": len(str(grant["title"])) < 140,
        "currency": re.fullmatch("[A-Z]{3}", str(grant["currency"])) is not None and grant["currency"] == "CNY",
        "awardDate": is_day(grant["awardDate"]),
        "dateModified": is_moment(grant["dateModified"]),
        "individual": "recipientIndividual" not in grant,
        "disbursed": grant["amountDisbursed"] == sum(one["value"] for one in grant["disbursementTransaction"]),
        "recovered": grant.get("recoveredAmount", 0) == sum(one["value"] for one in grant.get("recoveryTransaction", [])),
    }
    faults += [name for name, holds in checks.items() if not holds]
    faults += [name for name in MONEY if not isinstance(grant[name], int | Decimal)]
    for name in ("recipientOrganization", "fundingOrganization"):
        faults += [name for one in grant[name] or [] if not (one.get("id") and one.get("name"))]
    for name in ("plannedDates", "actualDates"):
        faults += [name for one in grant[name] for day in ("startDate", "endDate") if not is_day(one.get(day))]
    for name in ("disbursementTransaction", "recoveryTransaction"):
        faults += [name for one in grant.get(name, []) if not is_day(one["transactionDate"]) or one["currency"] != "CNY"]
    return faults


def faults_of_published_schemas(package: Mapping[str, Any]) -> list[str]:
    """Return what the published schemas find, formats checked as well; nothing where they do not lie beside the checkout."""
    if not SCHEMAS.is_dir():
        return []
    whole, grant = (json.loads((SCHEMAS / f"360-giving-{name}schema.json").read_text("utf-8")) for name in ("package-", ""))
    # The package names the schema of a grant by an address of an earlier patch of it.
    named = whole["properties"]["grants"]["items"]["$ref"]
    registry: Registry[Any] = Registry().with_resource(named, DRAFT202012.create_resource(grant))
    found = Draft202012Validator(whole, registry=registry, format_checker=FORMATS).iter_errors(package)
    return [f"{one.json_path}: {one.message}" for one in found]
