"""提交稿的字段。Submissions in JSON: what was handed in, and how two of them differ."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.base import Shown, Words


class _Closed(Shown):
    """What has these fields and no others."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")


class SubmissionShown(_Closed):
    """A submission in the list of its case."""

    number: int = Field(description="第几次提交 Which submission of the case it is, from 1")
    submitted_at: datetime
    submitted_by: str = Field(description="提交人 Who handed it in, for the enterprise")
    sha256: str = Field(description="内容的散列值 The hash of its content: facts, claims, and each document's code, name and hash")


class SubmittedValue(_Closed):
    """A fact or a claim as it was handed in."""

    code: str
    title: Words
    value: JsonValue = Field(description="所填内容；变更申请为各项变更后的内容 What was filled in; of a change, each term as it is to be")


class SubmittedDocument(_Closed):
    """A document as it was handed in."""

    id: uuid.UUID
    evidence_code: str
    title: Words
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str


class SubmissionInFull(SubmissionShown):
    """A submission with everything that was handed in."""

    facts: list[SubmittedValue] = Field(description="填报的事实 What was declared")
    claims: list[SubmittedValue] = Field(description="主张的事实 What was claimed of facts that an officer confirms")
    documents: list[SubmittedDocument]


class ValueDifference(_Closed):
    """A fact or a claim that differs."""

    code: str
    title: Words
    before: JsonValue = Field(description="原值，原来没有的为空 What it was; null where there was none")
    after: JsonValue


class FileShown(_Closed):
    """A file by its name and hash."""

    file_name: str
    sha256: str


class DocumentDifference(_Closed):
    """A piece of evidence that differs."""

    code: str
    title: Words
    removed: list[FileShown]
    added: list[FileShown]


class DifferencesShown(_Closed):
    """How one submission differs from another."""

    submission: int
    differs_from: int
    facts: list[ValueDifference]
    claims: list[ValueDifference]
    documents: list[DocumentDifference]
