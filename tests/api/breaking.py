"""接口兼容。What of a document of the API breaks a client of an older one: a way, a field or a value that is gone, or newly demanded.

Bodies and queries are closed: what is not known is refused, so that a field that may not be sent any more breaks as one that is not
answered any more does. A code that is added to those answered does not: clients are told to expect ones they do not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

Way = Literal["sent", "answered"]
# What narrows a value, and whether a client breaks when it grows (1) or shrinks (-1) of what is sent.
BOUNDS: Final[Mapping[str, int]] = {"minimum": 1, "minLength": 1, "minItems": 1, "maximum": -1, "maxLength": -1, "maxItems": -1}

PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}


def breaks(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return what breaks a client of one document that meets another, a line each."""
    return list(dict.fromkeys(_Comparison(before, after).lines()))


class _Comparison:
    """Two documents, and which of their schemas were compared already."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        self._before, self._after = before, after
        self._seen = set[tuple[str, str, Way]]()

    def lines(self) -> Iterator[str]:
        for path, methods in self._before["paths"].items():
            for method, operation in methods.items():
                where = f"{method.upper()} {path}"
                now = self._after["paths"].get(path, {}).get(method)
                yield from [f"{where} is gone"] if now is None else self._operation(where, operation, now)
        # What is refused has one shape everywhere.
        yield from self._schema("Problem", PROBLEM, PROBLEM, "answered")

    def _operation(self, where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
        known, now = (
            {(one["in"], one["name"]): one for one in self._resolved(document, operation.get("parameters", ()))}
            for document, operation in ((self._before, before), (self._after, after))
        )
        for key, one in known.items():
            if key not in now:
                yield f"{where}: parameter {key[1]} is gone"
            else:
                yield from self._schema(f"{where}: parameter {key[1]}", one["schema"], now[key]["schema"], "sent")
        for key, one in now.items():
            if one.get("required") and not known.get(key, {}).get("required"):
                yield f"{where}: parameter {key[1]} is required now"
        yield from self._body(where, before.get("requestBody"), after.get("requestBody"))
        for status, answer in before["responses"].items():
            if not status.startswith("2"):
                continue
            if status not in after["responses"]:
                yield f"{where}: {status} is not answered any more"
                continue
            yield from self._contents(f"{where}: {status}", answer, after["responses"][status], "answered")

    def _body(self, where: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[str]:
        if after is None:
            yield from [f"{where}: takes no body any more"] if before else []
        elif after.get("required") and not (before or {}).get("required"):
            yield f"{where}: body is required now"
        elif before is not None:
            yield from self._contents(f"{where}: body", before, after, "sent")

    def _contents(self, where: str, before: Mapping[str, Any], after: Mapping[str, Any], way: Way) -> Iterator[str]:
        now = after.get("content", {})
        for media, one in before.get("content", {}).items():
            if media not in now:
                yield f"{where}: {media} is gone"
            elif "schema" in one:
                yield from self._schema(where, one["schema"], now[media].get("schema", {}), way)

    def _schema(self, where: str, before: Mapping[str, Any], after: Mapping[str, Any], way: Way) -> Iterator[str]:
        if "$ref" in before and "$ref" in after:
            key = (before["$ref"], after["$ref"], way)
            if key in self._seen:
                return
            self._seen.add(key)
            where = before["$ref"].rpartition("/")[2] + f" as {way}"
        old, new = self._alternatives(self._before, before), self._alternatives(self._after, after)
        smaller, greater = (old, new) if way == "sent" else (new, old)
        if "any" not in greater and (more := smaller.keys() - greater.keys()):
            yield f"{where}: {', '.join(sorted(more))} {'is not taken' if way == 'sent' else 'may be answered'} now"
        for kind in old.keys() & new.keys():
            yield from self._one(where, old[kind], new[kind], way)

    def _one(self, where: str, before: Mapping[str, Any], after: Mapping[str, Any], way: Way) -> Iterator[str]:
        known, now = before.get("properties", {}), after.get("properties", {})
        open_now = way == "sent" and "properties" in after and after.get("additionalProperties", True) is not False
        for name, one in known.items():
            if name in now:
                yield from self._schema(f"{where}.{name}", one, now[name], way)
            elif not open_now:
                yield f"{where}.{name} is gone"
        needed, needed_now = set(before.get("required", ())), set(after.get("required", ()))
        if way == "sent":
            yield from (f"{where}.{name} is required now" for name in sorted(needed_now - needed))
            yield from self._narrower(where, before, after)
        else:
            yield from (f"{where}.{name} may be missing now" for name in sorted((needed - needed_now) & now.keys()))
        for part in ("items", "additionalProperties"):
            if isinstance(before.get(part), dict) and isinstance(after.get(part), dict):
                yield from self._schema(f"{where}[]", before[part], after[part], way)

    def _narrower(self, where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
        taken, taken_now = (one.get("enum", [one["const"]] if "const" in one else None) for one in (before, after))
        if taken_now is not None and (gone := [value for value in taken or ["anything"] if value not in taken_now]):
            yield f"{where}: {', '.join(map(str, gone))} is not taken any more"
        if after.get("pattern") not in (None, before.get("pattern")):
            yield f"{where}: pattern is another"
        for bound, sign in BOUNDS.items():
            if bound in after and (bound not in before or (after[bound] - before[bound]) * sign > 0):
                yield f"{where}: {bound} is narrower"

    def _alternatives(self, document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """Return what a value may be, by its type; objects of several kinds by the name of each."""
        if "$ref" in schema:
            return self._alternatives(document, _looked_up(document, schema["$ref"]))
        if parts := [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
            found = [(part.get("$ref", ""), self._alternatives(document, part)) for part in parts]
            several = sum("object" in one for _, one in found) > 1
            return {
                (ref.rpartition("/")[2] or kind) if several and kind == "object" else kind: one
                for ref, kinds in found
                for kind, one in kinds.items()
            }
        types = schema.get("type", "any")
        return dict.fromkeys([types] if isinstance(types, str) else types, schema)

    @staticmethod
    def _resolved(document: Mapping[str, Any], parts: Any) -> list[Mapping[str, Any]]:
        return [_looked_up(document, one["$ref"]) if "$ref" in one else one for one in parts]


def _looked_up(document: Mapping[str, Any], ref: str) -> Any:
    found: Any = document
    for part in ref.removeprefix("#/").split("/"):
        found = found[part]
    return found
