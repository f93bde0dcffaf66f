"""项目的字段。Projects of any process in JSON."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.schemas.base import Shown, Words
from api.schemas.case import CaseShown, DefectShown, WithEvidence
from api.schemas.codes import StageNamed
from api.schemas.item import ReasonShape


class ProjectShown(CaseShown):
    """A project in a list."""

    item_title: Words
    clause: str
    enterprise_uscc: str
    enterprise_name: str


class AwardShown(Shown):
    """An application that carries a project's money."""

    number: str
    stage: StageNamed
    award_fen: int | None
    paid_fen: int


class ProjectInFull(ProjectShown, WithEvidence):
    """A project with where it stands, what its process keeps of it, and the applications that carry its money."""

    particulars: dict[str, Any] = Field(description="该流程所记的内容 What its process keeps of it")
    defects: list[DefectShown] = Field(
        description="补正内容，只有所列可以修改 What has to be corrected; nothing else may be changed meanwhile"
    )
    last_reason: str | None = Field(description="最近一次说明理由的决定 The reason of the last decision that had one")
    failures: list[ReasonShape] = Field(description="核验不符合的条件 Conditions the verification found wanting")
    awards: list[AwardShown]
