"""核定命令。`etown assess`, `eligibility`, `allocate`, `simulate`, `catalogue`, `clause`: the law without a server or a database.

Every outcome exits 0. Bad input prints an RFC 9457 problem document on standard output and exits 2.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from policy.eligibility.eligibility import judge_all, page
from policy.errors import Code, Fault, Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS, item
from policy.judging.documents import document_schema
from policy.judging.implementing_rules import RuleBook
from policy.language.items import Item
from policy.letters.clause_pages import clause_as_dict, clause_page
from policy.letters.letter import letter
from policy.opinions_2022_8 import DOCUMENT_ID
from policy.processes.window.shares import allocate
from policy.text import Text
from policy.what_if.chart import chart_of
from policy.what_if.order import parse_order, tried
from policy.what_if.page import page_of, rows_of
from policy.what_if.population import of_documents
from policy.what_if.synthetic import synthetic
from policy.working_days import BEIJING

BAD_INPUT = 2

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a page for people.")]
Language = Annotated[str, typer.Option("--language", help="zh or en, for people.")]
ItemCode = Annotated[str, typer.Argument(metavar="ITEM", help="An item of the catalogue, such as rd-growth.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("assess")(assess_command)
    app.command("eligibility")(eligibility_command)
    app.command("allocate")(allocate_command)
    app.command("simulate")(simulate_command)
    app.command("catalogue")(catalogue_command)
    app.command("clause")(clause_command)


def assess_command(
    code: ItemCode,
    facts: Annotated[Path, typer.Option("--facts", help="The facts, as JSON; - reads standard input.")],
    rules: Annotated[Path | None, typer.Option("--rules", help="Implementing rules, as JSON.")] = None,
    *,
    as_json: AsJson = False,
    language: Language = "zh",
) -> None:
    """Judge one document by the Opinions and the implementing rules in force on its matter date."""

    def judged() -> Callable[[], None]:
        item(code)
        result = assess(code, _read(facts, "facts"), _read(rules, "rules") if rules else [])
        return (lambda: _print_json(result.as_dict())) if as_json else (lambda: _print_page(letter(result, language)))

    _answer(judged, as_json=as_json, language=language)


def eligibility_command(
    facts: Annotated[Path, typer.Option("--facts", help="What is known of the enterprise, as JSON; - reads standard input.")],
    rules: Annotated[Path | None, typer.Option("--rules", help="Implementing rules, as JSON.")] = None,
    *,
    as_json: AsJson = False,
    language: Language = "zh",
) -> None:
    """Say what an enterprise can get: every item, from what is known of it."""

    def answered() -> Callable[[], None]:
        book = RuleBook.parse(_read(rules, "rules") if rules else [])
        answer = judge_all(_read(facts, "facts"), datetime.now(BEIJING).date(), book)
        return (lambda: _print_json(answer)) if as_json else (lambda: _print_page(page(answer, language)))

    _answer(answered, as_json=as_json, language=language)


def allocate_command(
    code: ItemCode,
    requests: Annotated[Path, typer.Option("--requests", help="The ceiling and the requests, as JSON; - reads standard input.")],
    *,
    as_json: AsJson = False,
    language: Language = "zh",
) -> None:
    """Share an over-subscribed ceiling pro rata, largest remainder, to the fen."""

    def shared() -> Callable[[], None]:
        shares = allocate(item(code), _read(requests, "requests"))
        table = "\n".join(f"{share['id']}\t{share['fen']}" for share in shares["shares"])
        return (lambda: _print_json(shares)) if as_json else (lambda: _print_page(table))

    _answer(shared, as_json=as_json, language=language)


def simulate_command(
    order: Annotated[Path, typer.Argument(help="What is to be tried, as POST /simulations takes it; - reads standard input.")],
    cases: Annotated[Path | None, typer.Option("--cases", help="A list of documents as `etown assess` reads them, as JSON.")] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="Implementing rules they are judged by, as JSON.")] = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="Where to write the chart of the sweep, as SVG.")] = None,
    *,
    as_json: AsJson = False,
    language: Language = "zh",
) -> None:
    """Try a change of the law on documents or on an invented population: who gains, loses and newly qualifies."""

    def found() -> Callable[[], None]:
        asked = parse_order(_object(_read(order, "order")))
        written = _read(rules, "rules") if rules else []
        RuleBook.parse(written)
        if asked.synthetic is not None:
            population = synthetic(asked.item, asked.synthetic, written)
        else:
            population = of_documents(asked.item, _read(cases, "cases") if cases else None, written)
        compared, report, steps = tried(asked, population, asked.money({}))
        result = report | {"sweep": {"figure": asked.sweep.figure, "steps": list(steps)} if asked.sweep else None}
        if chart and asked.sweep:
            drawn = chart_of(asked.item, asked.sweep.figure, result["before"]["award_fen"], result["sweep"]["steps"], language)
            chart.write_text(drawn, encoding="utf-8")
        return (lambda: _print_json(result | {"rows": rows_of(compared)})) if as_json else (lambda: _print_page(page_of(result, language)))

    _answer(found, as_json=as_json, language=language)


def catalogue_command(*, as_json: AsJson = False, language: Language = "zh") -> None:
    """List every item with its clause, schema, caps, evidence and departments."""
    if as_json:
        _print_json(
            {"document": DOCUMENT_ID, "items": [{**one.as_dict(), "document_schema": document_schema(one)} for one in ITEMS.values()]}
        )
    else:
        _print_page("\n".join(_item_line(one, language) for one in ITEMS.values()))


def clause_command(
    number: Annotated[str, typer.Argument(metavar="N", help="The clause, 1 to 20.")],
    *,
    as_json: AsJson = False,
    language: Language = "zh",
) -> None:
    """Show what a clause promises, and its items."""

    def shown() -> Callable[[], None]:
        body, page = clause_as_dict(number), clause_page(number, language)
        return (lambda: _print_json(body)) if as_json else (lambda: _print_page(page))

    _answer(shown, as_json=as_json, language=language)


def _object(written: object) -> dict[str, Any]:
    if not isinstance(written, dict):
        wrong = Text("应为对象", "must be an object")
        raise Refusal(Code.INVALID_INPUT, wrong, [Fault("order", wrong)])
    return written


def _item_line(one: Item, language: str) -> str:
    return f"{one.cited:<8}\t{one.code:<24}\t{one.title.in_language(language)}"


def _answer(work: Callable[[], Callable[[], None]], *, as_json: bool, language: str) -> None:
    """Do `work` and print what it returns, or say why it was refused and exit 2."""
    try:
        printing = work()
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json, language=language)
    printing()


def _refuse(refusal: Refusal, *, as_json: bool, language: str) -> NoReturn:
    if as_json:
        _print_json(refusal.document(language))
    else:
        lines = [f"{refusal.problem.title.in_language(language)}: {refusal.detail.in_language(language)}"]
        lines += [f"  {fault.field}: {fault.message.in_language(language)}" for fault in refusal.faults]
        typer.echo(_printable("\n".join(lines)), err=True)
    raise typer.Exit(BAD_INPUT)


def _read(path: Path, field: str) -> Any:  # noqa: ANN401 - whatever the file holds; it is checked next
    """Return the JSON in a file.

    Raises:
        Refusal: `malformed` when there is no such file, it is not UTF-8, or it is not JSON in which every key comes once.
    """
    try:
        written = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as unreadable:
        raise _malformed(field, Text("文件不存在或无法读取", "The file does not exist or cannot be read")) from unreadable
    try:
        return json.loads(written.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_such_number)
    except (ValueError, RecursionError) as broken:
        raise _malformed(field, Text("不是有效的 JSON", "The file is not valid JSON")) from broken


def _malformed(field: str, detail: Text) -> Refusal:
    return Refusal(code=Code.MALFORMED, detail=detail, faults=[Fault(field, detail)])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, and refuse a key that comes twice."""
    body = dict(pairs)
    if len(body) != len(pairs):
        message = "a key comes twice"
        raise ValueError(message)
    return body


def _no_such_number(name: str) -> NoReturn:
    raise ValueError(name)


def _print_json(body: object) -> None:
    typer.echo(_printable(json.dumps(body, ensure_ascii=False, indent=2)))


def _print_page(page: str) -> None:
    typer.echo(_printable(page))


def _printable(page: str) -> str:
    """Return `page` with lone surrogates escaped: a terminal can't print them."""
    return page.encode("utf-8", "backslashreplace").decode()
