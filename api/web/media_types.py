"""内容类型。Which type a body may be of, and an answer is wanted in: what an operation announces, and nothing else.

A body is JSON in UTF-8, or a form with files where the operation takes files. An answer is what the operation has; whoever accepts nothing
of it is refused before anything is done (RFC 9110, 12.5.1 and 15.5.16).
"""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message
from typing import Any, Final

from fastapi import Request, params
from fastapi.datastructures import DefaultPlaceholder
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from policy.errors import Code, Refusal
from policy.text import Text

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
A_FILE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
"""What a document says of an answer that is a file, whatever is in it."""
_MULTIPART: Final = "multipart/form-data"
_JSON: Final = Text(
    "请求体应为UTF-8编码的JSON，并在Content-Type中写明。",
    "Send JSON in UTF-8, and say so: Content-Type: application/json.",
)
_FORM: Final = Text("请以多部分表单上传文件，并在Content-Type中写明。", "Send a form with the file: Content-Type: multipart/form-data.")
_CHARSETS: Final = frozenset({"utf-8", "utf8", "us-ascii"})


_UNACCEPTED: Final = Text("此处只返回{types}，不提供所要求的返回类型。", "This is answered in {types} only: accept it.")


async def require_announced(request: Request) -> None:
    """Refuse a body of a type that the operation does not take, and a request that accepts nothing the operation answers in.

    Raises:
        Refusal: `unsupported_media`, `not_acceptable`.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    written = request.headers.get("content-type", "")
    # What is not a form has not been read as one, and is refused with what the form needs.
    is_of_json = route.body_field is not None and not isinstance(route.body_field.field_info, params.Form)
    if written and is_of_json and (refusal := _why_not_of_type(route.body_field, written)):
        raise refusal
    accepted, offered = ", ".join(request.headers.getlist("accept")), _answered_in(route)
    # A problem is what every operation may answer.
    if not accepted.strip() or not offered or any(quality(accepted, kind) for kind in (*offered, PROBLEM)):
        return
    said = Text(*(_UNACCEPTED.in_language(language).format(types=mark.join(offered)) for language, mark in (("zh", "、"), ("en", ", "))))
    raise Refusal(Code.NOT_ACCEPTABLE, said)


def quality(accepted: str, media_type: str) -> float:
    """Return how much a type is wanted by an Accept header, from 0 for not at all to 1: what is named most closely counts."""
    found = (-1, 0.0)
    for part in accepted.split(","):
        named, _, rest = part.partition(";")
        wanted = named.strip().lower()
        if (closeness := _closeness(wanted, media_type)) is not None:
            found = max(found, (closeness, _weight(rest)))
    return found[1]


def _closeness(wanted: str, media_type: str) -> int | None:
    """Return how closely a range of types names one: the type itself, its kind, any; None where it does not."""
    ranges = ("*/*", f"{media_type.partition('/')[0]}/*", media_type)
    # Old clients write one star for two.
    return ranges.index(wanted) if wanted in ranges else 0 if wanted == "*" else None


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 1.0
    return 1.0


def _answered_in(route: APIRoute) -> Sequence[str]:
    """Return the types an operation announces for what it answers when all is well; nothing where it has no content."""
    if route.status_code == 204:  # noqa: PLR2004 - the status is the name
        return ()
    announced = [kind for status, answer in route.responses.items() if str(status).startswith("2") for kind in answer.get("content", ())]
    made = route.response_class.value if isinstance(route.response_class, DefaultPlaceholder) else route.response_class
    return tuple(dict.fromkeys([*([made.media_type] if made and made.media_type else []), *announced]))


def is_json(written: str) -> bool:
    """Tell whether a Content-Type is that of JSON: patches and other documents that are written in JSON are something else."""
    return _read(written).get_content_type() == JSON


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
    if not (written or error.body) and not isinstance(field.field_info, params.Form):
        # Nothing was sent at all: that it is missing is what has to be said.
        return None
    return _why_not_of_type(field, written)


def _why_not_of_type(field: Any, written: str) -> Refusal | None:  # noqa: ANN401 - the framework's
    """Return the refusal of a body of another type than its operation takes; None where it is of that type."""
    if isinstance(field.field_info, params.Form):
        return None if _read(written).get_content_type() == _MULTIPART else Refusal(Code.UNSUPPORTED_MEDIA, _FORM)
    return None if is_json(written) else Refusal(Code.UNSUPPORTED_MEDIA, _JSON)


def _read(written: str) -> Message:
    message = Message()
    message["content-type"] = written or "application/octet-stream"
    return message
