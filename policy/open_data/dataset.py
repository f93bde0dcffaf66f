"""数据集描述。The description of what is published, for catalogues: DCAT as JSON-LD, with licence, publisher, day and distributions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from policy.open_data.giving import TITLE
from policy.open_data.publisher import Publisher
from policy.working_days import BEIJING

MEDIA_TYPES: Final[Mapping[str, str]] = {"json": "application/json", "csv": "text/csv"}
"""The formats of the data, each with its type."""

STANDARD: Final = "https://standard.threesixtygiving.org/"
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DAILY: Final = "http://publications.europa.eu/resource/authority/frequency/DAILY"
_IANA: Final = "https://www.iana.org/assignments/media-types/"


def dataset(publisher: Publisher, awards: int, issued_at: datetime, made_at: datetime, checked_at: datetime) -> dict[str, Any]:
    """Return the description.

    Args:
        publisher: Who published it.
        awards: How many awards are in it.
        issued_at: When awards were published first.
        made_at: Since when it has been as it is.
        checked_at: When it was compared with the record last.
    """
    base = publisher.base_url
    compared, compared_at = checked_at.isoformat(timespec="seconds"), checked_at.astimezone(BEIJING)
    return {
        "@context": _CONTEXT,
        "@id": f"{base}/open-data",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{publisher.prefix}-awards",
        "dct:title": [_said(TITLE, "zh"), _said("Grants of the technology policy of the area that were paid", "en")],
        "dct:description": [
            _said(f"共{awards}项；最近核对时间为北京时间{compared_at:%Y年%-m月%-d日%H时%M分}。", "zh"),
            _said(f"{awards} grants; last compared with the record at {compared}.", "en"),
        ],
        "dct:license": {"@id": publisher.licence},
        "dct:publisher": {"@type": "foaf:Agent", "dct:identifier": publisher.identifier, "foaf:name": publisher.name},
        "dct:issued": {"@value": issued_at.astimezone(BEIJING).date().isoformat(), "@type": "xsd:date"},
        "dct:modified": {"@value": made_at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"},
        "dct:accrualPeriodicity": {"@id": _DAILY},
        # What was published on each day before.
        "dct:relation": {"@id": f"{base}/open-data/editions"},
        "dcat:distribution": [_distribution(base, publisher.licence, *one) for one in MEDIA_TYPES.items()],
    }


def _distribution(base: str, licence: str, form: str, media_type: str) -> dict[str, Any]:
    url = f"{base}/open-data/awards.{form}"
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": f"{base}/open-data"},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": _IANA + media_type},
        "dct:conformsTo": {"@id": STANDARD},
        "dct:license": {"@id": licence},
    }


def _said(words: str, language: str) -> dict[str, str]:
    return {"@value": words, "@language": language}
