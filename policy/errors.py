"""拒绝的理由。Every way we say no, once: a stable code, an HTTP status, a title in Chinese and English.

The API renders a `Refusal` as an RFC 9457 problem, the command line prints the same document, and a workflow passes it through
Temporal by its code. Adding a reason is one line in `PROBLEMS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from policy.text import Text

PROBLEM_BASE = "https://etown-grants.example/problems/"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of refusal.

    Attributes:
        code: Stable identifier, snake_case.
        status: HTTP status it is answered with.
        title: What happened, without particulars.
    """

    code: str
    status: int
    title: Text


@dataclass(slots=True)
class Fault:
    """One thing wrong with one field of the input."""

    field: str
    message: Text
    clause: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as it appears under `errors` in a problem document."""
        body: dict[str, Any] = {"field": self.field, "message": self.message.as_dict()}
        if self.clause:
            body["clause"] = self.clause
        return body


@dataclass(slots=True)
class Refusal(Exception):
    """A refusal: what we will not do, and why.

    Attributes:
        code: A key of `PROBLEMS`.
        detail: The particulars, for a person.
        faults: The fields that are wrong, when it is the input.
        clause: The clause of the Opinions it follows from, such as 第(六)条.
        retry_after: Seconds after which it is worth trying again.
    """

    code: str
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

    def document(self, language: str = "zh") -> dict[str, Any]:
        """Return the RFC 9457 problem document, `title` and `detail` in `language`."""
        body: dict[str, Any] = {
            "type": PROBLEM_BASE + self.code.replace("_", "-"),
            "title": self.problem.title.in_language(language),
            "status": self.problem.status,
            "detail": self.detail.in_language(language),
            "code": self.code,
        }
        if self.faults:
            body["errors"] = [fault.as_dict() for fault in self.faults]
        if self.clause:
            body["clause"] = self.clause
        return body


def _table(*rows: tuple[str, int, str, str]) -> dict[str, Problem]:
    return {code: Problem(code, status, Text(zh, en)) for code, status, zh, en in rows}


PROBLEMS: dict[str, Problem] = _table(
    ("malformed", 400, "请求格式错误", "The request is malformed"),
    ("invalid_input", 422, "输入有误", "The input is not valid"),
    ("unknown_item", 404, "没有这个事项", "There is no such item"),
    ("not_found", 404, "没有找到", "Not found"),
    ("method_not_allowed", 405, "不支持的请求方法", "Method not allowed"),
    ("unauthenticated", 401, "请先登录", "Sign in first"),
    ("forbidden", 403, "无权进行此操作", "You may not do this"),
    ("four_eyes", 403, "经手人不得再审", "Whoever handled an earlier step may not decide this one"),
    ("conflict_of_interest", 403, "存在利益冲突,应当回避", "A conflict of interest: you must stand aside"),
    ("task_closed", 409, "任务已办结", "The task is already closed"),
    ("on_hold", 409, "已暂停办理", "The case is on hold"),
    ("wrong_stage", 409, "当前阶段不能进行此操作", "This cannot be done at the present stage"),
    ("wrong_process", 422, "该事项由另一流程办理", "Another process serves this item"),
    ("process_ended", 409, "流程已结束", "The process has ended"),
    ("incomplete", 422, "材料或事实不齐", "Facts or evidence are missing"),
    ("budget_exhausted", 409, "预算不足", "The appropriation does not cover this"),
    ("already_awarded", 409, "同一事项已获支持", "The same subject has already been awarded"),
    ("breach_open", 409, "违诺处理或追回未结", "A breach of commitment or a clawback is still open"),
    ("idempotency_key_missing", 400, "缺少 Idempotency-Key", "The Idempotency-Key header is missing"),
    ("idempotency_key_in_flight", 409, "同一请求正在处理", "The same request is still being processed"),
    ("idempotency_key_reused", 422, "Idempotency-Key 已用于另一请求", "The Idempotency-Key belongs to another request"),
    ("precondition_required", 428, "缺少 If-Match", "The If-Match header is missing"),
    ("precondition_failed", 412, "内容已被他人修改", "It has changed since you read it"),
    ("too_large", 413, "文件或请求过大", "The file or request is too large"),
    ("unsupported_media", 415, "不支持的文件类型", "This type of file is not accepted"),
    ("already_claimed", 409, "该年度已申领", "The year has been claimed already"),
    ("duplicate", 409, "已经存在", "It already exists"),
    ("window_closed", 409, "不在申报期内", "The application window is closed"),
    ("bad_signature", 401, "签名无效", "The signature is not valid"),
    ("too_many_requests", 429, "请求过于频繁", "Too many requests"),
    ("busy", 503, "服务暂时不可用", "The service is temporarily unavailable"),
    ("internal", 500, "系统错误", "Something went wrong on our side"),
)
