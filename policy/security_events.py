"""安全事件。What an auditor or an operator looks up of those who came: what was refused to them, and what was given."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal

from policy.errors import PROBLEMS, Code
from policy.text import Text


class Kind(StrEnum):
    """What happened."""

    SIGN_IN_REFUSED = "sign_in_refused"
    ACCESS_REFUSED = "access_refused"
    ACT_UNVOUCHED = "act_unvouched"
    EVIDENCE_GIVEN = "evidence_given"
    LETTER_GIVEN = "letter_given"
    PERSONAL_DATA_GIVEN = "personal_data_given"
    PAYLOADS_DECODED = "payloads_decoded"
    LIST_EXPORTED = "list_exported"

    @property
    def outcome(self) -> Literal["refused", "given"]:
        """Whether somebody got what they asked for."""
        return "refused" if self in REFUSED else "given"


class Why(StrEnum):
    """Why a token is refused, as far as the code of the refusal does not say so: whoever sends it hears no more than that."""

    EXPIRED = "expired"
    FORGED = "forged"
    INVALID = "invalid"


REFUSED: Final = frozenset({Kind.SIGN_IN_REFUSED, Kind.ACCESS_REFUSED, Kind.ACT_UNVOUCHED})

TITLES: Final[Mapping[Kind, Text]] = {
    Kind.SIGN_IN_REFUSED: Text("拒绝登录", "Sign-in refused"),
    Kind.ACCESS_REFUSED: Text("拒绝访问或者办理", "Access or act refused"),
    Kind.ACT_UNVOUCHED: Text("拒绝未经签证的办理请求", "Act refused that nobody vouches for"),
    Kind.EVIDENCE_GIVEN: Text("下载材料", "Evidence downloaded"),
    Kind.LETTER_GIVEN: Text("调取文书", "Letter read"),
    Kind.PERSONAL_DATA_GIVEN: Text("查看个人信息", "Personal data read"),
    Kind.PAYLOADS_DECODED: Text("解密流程数据", "Data of processes decoded"),
    Kind.LIST_EXPORTED: Text("导出清单", "List exported"),
}

_WHYS: Final[Mapping[str, Text]] = {
    Why.EXPIRED: Text("令牌已过期", "The token has expired"),
    Why.FORGED: Text("令牌签名不符", "The token is not signed by the key it names"),
    Why.INVALID: Text("令牌无效", "The token is not valid"),
}


def title_of(reason: str) -> Text:
    """Return why something was refused, in words: the title of a problem, or what is wrong with a token."""
    return _WHYS.get(reason) or PROBLEMS[Code(reason)].title
