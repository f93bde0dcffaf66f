"""申请人的称谓。Whom a letter addresses that was refused as another organisation than the register knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from models.tables import Enterprise
from policy.text import Text

_APPLIED_AS: Final = Text("以“{name}”名义申请的单位", "whoever applied as “{name}”")


def called_by(identity: Mapping[str, Any], enterprise: Enterprise, language: str) -> str:
    """Return whom a letter addresses that was refused as another organisation: by the name it applied under, and not the register's.

    A name no register gave is only said to have been used.
    """
    name = str(identity["known"]["name"])
    given_by_register = {enterprise.name, *(former["name"] for former in enterprise.former_names)}
    return name if name in given_by_register else _APPLIED_AS.in_language(language).format(name=name)
