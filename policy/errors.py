"""拒绝的理由。Every way we say no, once: a stable code, an HTTP status, a title in Chinese and English.

The API renders a `Refusal` as an RFC 9457 problem, the command line prints the same document, and a workflow passes it through
Temporal by its code. Adding a reason is one line in `Code` and one in `PROBLEMS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from policy.text import Text, nested

PROBLEM_BASE = "https://etown-grants.example/problems/"


class Code(StrEnum):
    """What a refusal is known by, for good."""

    MALFORMED = "malformed"
    INVALID_INPUT = "invalid_input"
    UNKNOWN_ITEM = "unknown_item"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    REVOKED = "revoked"
    FOUR_EYES = "four_eyes"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    TASK_CLOSED = "task_closed"
    ON_HOLD = "on_hold"
    WRONG_STAGE = "wrong_stage"
    WRONG_PROCESS = "wrong_process"
    PROCESS_ENDED = "process_ended"
    INCOMPLETE = "incomplete"
    NOT_OPEN = "not_open"
    NEEDS_PARAMETER = "needs_parameter"
    BUDGET_EXHAUSTED = "budget_exhausted"
    VOUCHER_SPENT = "voucher_spent"
    ALREADY_AWARDED = "already_awarded"
    SUBJECT_CLOSED = "subject_closed"
    AWARD_PENDING = "award_pending"
    FIGURE_LOWERED = "figure_lowered"
    BASIS_CHANGED = "basis_changed"
    CONTRADICTORY = "contradictory"
    INCONSISTENT = "inconsistent"
    RELEASE_OUTDATED = "release_outdated"
    OVERPAID = "overpaid"
    BREACH_OPEN = "breach_open"
    DEBARRED = "debarred"
    REPORT_MISSING = "report_missing"
    IDEMPOTENCY_KEY_MISSING = "idempotency_key_missing"
    IDEMPOTENCY_KEY_IN_FLIGHT = "idempotency_key_in_flight"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    PRECONDITION_REQUIRED = "precondition_required"
    PRECONDITION_FAILED = "precondition_failed"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA = "unsupported_media"
    ALREADY_CLAIMED = "already_claimed"
    DUPLICATE = "duplicate"
    WINDOW_CLOSED = "window_closed"
    BAD_SIGNATURE = "bad_signature"
    TOO_MANY_REQUESTS = "too_many_requests"
    EVIDENCE_UNAVAILABLE = "evidence_unavailable"
    BUSY = "busy"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of refusal.

    Attributes:
        code: What it is known by.
        status: HTTP status it is answered with.
        title: What happened, without particulars.
    """

    code: Code
    status: int
    title: Text


@dataclass(slots=True)
class Fault:
    """One thing wrong with one field of the input.

    Attributes:
        field: The field, by its code or its path.
        message: What is wrong.
        clause: The clause of the Opinions that asks for it.
        sheet: The sheet it stands in, where the input is a workbook.
        cell: Its cell there, such as B7.
    """

    field: str
    message: Text
    clause: str | None = None
    sheet: str | None = None
    cell: str | None = None

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Self:
        """Return the fault that `as_dict` wrote."""
        return cls(**{**written, "message": Text(**written["message"])})

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as it appears under `errors` in a problem document."""
        body: dict[str, Any] = {
            "field": self.field,
            "message": {language: nested(said) for language, said in self.message.as_dict().items()},
        }
        named = {"clause": self.clause, "sheet": self.sheet, "cell": self.cell}
        return body | {name: value for name, value in named.items() if value}


MOST_FAULTS: Final = 200
"""As many as anybody mends at once; how many more there are is one more."""


def told(faults: Sequence[Fault], field: str = "") -> list[Fault]:
    """Return the faults that are told, in `field` how many more there are; what has been cut already is told as it is."""
    more = len(faults) - MOST_FAULTS
    return list(faults) if more <= 1 else [*faults[:MOST_FAULTS], and_more(more, field)]


def and_more(more: int, field: str = "") -> Fault:
    """Return what is told in place of the faults that are not."""
    return Fault(field, Text(f"另有{more}处错误", f"{more} more faults"))


@dataclass(slots=True)
class Refusal(Exception):
    """A refusal: what we will not do, and why.

    Attributes:
        code: What it is known by.
        detail: The particulars, for a person.
        faults: The fields that are wrong, when it is the input.
        clause: The clause of the Opinions it follows from, such as 第(六)条.
        retry_after: Seconds after which it is worth trying again.
    """

    code: Code
    detail: Text
    faults: list[Fault] = field(default_factory=list)
    clause: str | None = None
    retry_after: int | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.detail.en}"

    @property
    def problem(self) -> Problem:
        """The kind of refusal this is."""
        return PROBLEMS[self.code]

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Self:
        """Return the refusal that `as_dict` wrote."""
        faults = [Fault.of(fault) for fault in written["errors"]]
        return cls(Code(written["code"]), Text(written["zh"], written["en"]), faults, clause=written["clause"])

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal as it is kept."""
        faults = [fault.as_dict() for fault in self.faults]
        return {"code": self.code, "zh": self.detail.zh, "en": self.detail.en, "errors": faults, "clause": self.clause}

    def document(self, language: str = "zh") -> dict[str, Any]:
        """Return the RFC 9457 problem document, `title` and `detail` in `language`."""
        body: dict[str, Any] = {
            "type": PROBLEM_BASE + self.code.replace("_", "-"),
            "title": self.problem.title.in_language(language),
            "status": self.problem.status,
            "detail": nested(self.detail.in_language(language)),
            "code": self.code,
        }
        if self.faults:
            body["errors"] = [fault.as_dict() for fault in self.faults]
        if self.clause:
            body["clause"] = self.clause
        return body


def _table(*rows: tuple[Code, int, str, str]) -> dict[Code, Problem]:
    return {code: Problem(code, status, Text(zh, en)) for code, status, zh, en in rows}


PROBLEMS: Mapping[Code, Problem] = _table(
    (Code.MALFORMED, 400, "请求格式错误", "The request is malformed"),
    (Code.INVALID_INPUT, 422, "输入有误", "The input is not valid"),
    (Code.UNKNOWN_ITEM, 404, "没有这个事项", "There is no such item"),
    (Code.NOT_FOUND, 404, "没有找到", "Not found"),
    (Code.METHOD_NOT_ALLOWED, 405, "不支持的请求方法", "Method not allowed"),
    (Code.NOT_ACCEPTABLE, 406, "不提供所要求的返回类型", "Nothing of the type that is asked for"),
    (Code.UNAUTHENTICATED, 401, "请先登录", "Sign in first"),
    (Code.FORBIDDEN, 403, "无权进行此操作", "You may not do this"),
    (Code.REVOKED, 403, "办事权限已停用", "The right to act here was taken back"),
    (Code.FOUR_EYES, 403, "经手人不得再审", "Whoever handled an earlier step may not decide this one"),
    (Code.CONFLICT_OF_INTEREST, 403, "存在利益冲突，应当回避", "A conflict of interest: you must stand aside"),
    (Code.TASK_CLOSED, 409, "任务已办结", "The task is already closed"),
    (Code.ON_HOLD, 409, "已暂停办理", "The case is on hold"),
    (Code.WRONG_STAGE, 409, "当前阶段不能进行此操作", "This cannot be done at the present stage"),
    (Code.WRONG_PROCESS, 422, "该事项由另一流程办理", "Another process serves this item"),
    (Code.PROCESS_ENDED, 409, "流程已结束", "The process has ended"),
    (Code.INCOMPLETE, 422, "申报信息或材料不完整", "Facts or evidence are missing"),
    (Code.NOT_OPEN, 422, "未列入补正内容，不能修改", "This is not open to correction"),
    (Code.NEEDS_PARAMETER, 409, "尚无实施细则规定", "No implementing rule sets what this needs"),
    (Code.BUDGET_EXHAUSTED, 409, "预算不足", "The appropriation does not cover this"),
    (Code.VOUCHER_SPENT, 409, "服务券额度已用完", "Nothing is left of the voucher"),
    (Code.ALREADY_AWARDED, 409, "同一事项已获支持", "The same subject has already been awarded"),
    (Code.SUBJECT_CLOSED, 409, "该支持对象不再给予支持", "This is not supported any more"),
    (Code.AWARD_PENDING, 409, "同一事项另有支持尚未确定", "Another award for the same is not final yet"),
    (Code.FIGURE_LOWERED, 409, "支持标准已经调低", "A figure was lowered since the assessment"),
    (Code.BASIS_CHANGED, 409, "所依据的数据已经变动", "What it rests on has changed"),
    (Code.CONTRADICTORY, 409, "判断前后不一致", "What was said contradicts itself"),
    (Code.INCONSISTENT, 409, "与账簿或者已登记的内容不符", "It does not fit what is recorded"),
    (Code.RELEASE_OUTDATED, 409, "与提交拨款时不一致", "It is not what was released"),
    (Code.OVERPAID, 409, "将超出应拨金额", "More would be paid than is due"),
    (Code.BREACH_OPEN, 409, "违反承诺、追回或者骗取资金的处理尚未结束", "A breach, a clawback or a debarment is still open"),
    (Code.DEBARRED, 409, "该单位被限制申报", "The enterprise is barred from support"),
    (Code.REPORT_MISSING, 409, "绩效自评逾期未报", "An outcome report is missing"),
    (Code.IDEMPOTENCY_KEY_MISSING, 400, "缺少 Idempotency-Key", "The Idempotency-Key header is missing"),
    (Code.IDEMPOTENCY_KEY_IN_FLIGHT, 409, "同一请求正在处理", "The same request is still being processed"),
    (Code.IDEMPOTENCY_KEY_REUSED, 422, "Idempotency-Key 已用于另一请求", "The Idempotency-Key belongs to another request"),
    (Code.PRECONDITION_REQUIRED, 428, "缺少 If-Match", "The If-Match header is missing"),
    (Code.PRECONDITION_FAILED, 412, "内容已被他人修改", "It has changed since you read it"),
    (Code.TOO_LARGE, 413, "文件或请求过大", "The file or request is too large"),
    (Code.UNSUPPORTED_MEDIA, 415, "不支持的内容类型", "This type of content is not accepted"),
    (Code.ALREADY_CLAIMED, 409, "该年度已申领", "The year has been claimed already"),
    (Code.DUPLICATE, 409, "已经存在", "It already exists"),
    (Code.WINDOW_CLOSED, 409, "当前不受理", "It is not taken at present"),
    (Code.BAD_SIGNATURE, 401, "签名无效", "The signature is not valid"),
    (Code.TOO_MANY_REQUESTS, 429, "请求过于频繁", "Too many requests"),
    (Code.EVIDENCE_UNAVAILABLE, 503, "材料暂时无法存取", "The evidence cannot be kept or fetched for the moment"),
    (Code.BUSY, 503, "服务暂时不可用", "The service is temporarily unavailable"),
    (Code.INTERNAL, 500, "系统错误", "Something went wrong on our side"),
)
