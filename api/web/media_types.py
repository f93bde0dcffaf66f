"""内容类型。Which type a body may be of: JSON in UTF-8, or a form with files where the operation takes files."""

from __future__ import annotations

from email.message import Message
from typing import Any, Final

from fastapi import Request, params
from fastapi.exceptions import RequestValidationError

from policy.errors import Code, Refusal
from policy.text import Text

_MULTIPART: Final = "multipart/form-data"
_JSON: Final = Text(
    "请求体应为UTF-8编码的JSON，并在Content-Type中写明。",
    "Send JSON in UTF-8, and say so: Content-Type: application/json.",
)
_FORM: Final = Text("请以多部分表单上传文件，并在Content-Type中写明。", "Send a form with the file: Content-Type: multipart/form-data.")
_CHARSETS: Final = frozenset({"utf-8", "utf8", "us-ascii"})


def is_json(written: str) -> bool:
    """Tell whether a Content-Type is that of JSON, as the framework reads it."""
    kind = _read(written).get_content_type()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def require_utf8(written: str) -> None:
    """Refuse JSON that says it is written in anything but UTF-8 (RFC 8259).

    Raises:
        Refusal: `unsupported_media`.
    """
    if str(_read(written).get_param("charset", "utf-8")).strip().lower() not in _CHARSETS:
        raise Refusal(Code.UNSUPPORTED_MEDIA, _JSON)


def why_not_taken(request: Request, error: RequestValidationError) -> Refusal | None:
    """Return the refusal of a body that did not fit, where it is of another type than its operation takes; otherwise None."""
    field: Any = getattr(request.scope.get("route"), "body_field", None)
    written = request.headers.get("content-type", "")
    if field is None or not any(found["loc"][0] == "body" for found in error.errors()):
        return None
    if isinstance(field.field_info, params.Form):
        return None if _read(written).get_content_type() == _MULTIPART else Refusal(Code.UNSUPPORTED_MEDIA, _FORM)
    if is_json(written) or not (written or error.body):
        # Nothing was sent at all: that it is missing is what has to be said.
        return None
    return Refusal(Code.UNSUPPORTED_MEDIA, _JSON)


def _read(written: str) -> Message:
    message = Message()
    message["content-type"] = written or "application/octet-stream"
    return message
