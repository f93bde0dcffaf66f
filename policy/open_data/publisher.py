"""发布单位。Who publishes, under which prefix, where and on which licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Self

from policy import credit_code
from policy.errors import Code, Refusal
from policy.text import Text

LIST: Final = "CN-USCC"
"""The list of Unified Social Credit Codes (GB 32100), as a prefix of identifiers of organisations."""

_PREFIX: Final = re.compile(r"360G-[A-Za-z0-9]+")
_WRONG: Final = Text("开放数据的发布单位设置有误：{name}。", "The settings of the publisher of open data are wrong: {name}.")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes.

    Attributes:
        base_url: Where the API is reached by everybody.
        prefix: The publisher's prefix, as the standard's register of publishers gives one.
        name: Its name.
        uscc: Its credit code; without one it is called by a number of its own.
        licence: Where the licence of the data is read.
    """

    base_url: str
    prefix: str = "360G-etown"
    name: str = "北京经济技术开发区管委会"
    uscc: str = ""
    licence: str = "https://creativecommons.org/licenses/by/4.0/"

    @classmethod
    def of(cls, base_url: str, settings: Mapping[str, str]) -> Self:
        """Return the publisher that settings name.

        Raises:
            Refusal: `invalid_input`, for a prefix, a credit code or a licence that is none.
        """
        made = cls(base_url.rstrip("/"), **settings)
        wrong = {
            "prefix": _PREFIX.fullmatch(made.prefix) is None,
            "uscc": bool(made.uscc) and credit_code.read(made.uscc) != made.uscc,
            "licence": not made.licence.startswith(("https://", "http://")),
        }
        for name, is_wrong in wrong.items():
            if is_wrong:
                raise Refusal(Code.INVALID_INPUT, Text(_WRONG.zh.format(name=name), _WRONG.en.format(name=name)))
        return made

    @property
    def identifier(self) -> str:
        """The publisher as an organisation: by its credit code, or as the standard has one called that is on no list."""
        return organisation(self.uscc) if self.uscc else f"{self.prefix}-ORG:1"

    def as_dict(self) -> dict[str, str]:
        """Return it as it is stored with what it published."""
        return asdict(self)


def organisation(uscc: str) -> str:
    """Return the identifier of an organisation."""
    return f"{LIST}-{uscc}"
