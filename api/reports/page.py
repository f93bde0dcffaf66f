"""报告网页。The report of evaluations as a page that needs no script and prints well: tables, with their charts drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from api.reports.content import Bar, Report, Table

MEDIA_TYPE: Final = "text/html; charset=utf-8"
_STYLE: Final = """
:root { color-scheme: light; }
body { font: 15px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1d2733;
  max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .6rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; color: #12406f; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1rem; } dl.facts dt { color: #5a6775; }
dl.facts dd, dl.prose dd { margin: 0; } dl.prose dt { color: #5a6775; margin-top: .5rem; } dl.prose dd { white-space: pre-line; }
table { border-collapse: collapse; width: 100%; margin: .3rem 0 .8rem; } th, td { padding: .3rem .5rem; border-bottom: 1px solid #d9e0e7; }
th { text-align: left; background: #f1f5f9; font-weight: 600; } td + td, th + th { text-align: right; white-space: nowrap; }
svg { width: 100%; height: auto; } p.nothing { color: #5a6775; } article + article { border-top: 3px double #b8c4d0; margin-top: 3rem; }
section { break-inside: avoid; }
@page { size: A4; margin: 18mm 16mm; } @media print { body { margin: 0; max-width: none; } article { break-before: page; }
  article:first-of-type { break-before: auto; } }
"""
# A chart in the units of its picture.
_WIDTH, _LABEL, _ROW, _BAR, _SAID = 760, 270, 26, 14, 110


def page(reports: Sequence[Report], summary: Table) -> str:
    """Return the reports as one page; of several, with what they come to before them."""
    language = reports[0].language
    before = f"<article>{_section(summary, '')}</article>" if len(reports) > 1 else ""
    # How the figures are counted is the same for all of them.
    body = before + "".join(map(_article, reports)) + f"<article>{_section(reports[0].method, '')}</article>"
    title = escape(reports[0].title)
    tag = "zh-CN" if language == "zh" else "en"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="{tag}"><head>{head}</head><body>{body}</body></html>'


def _article(report: Report) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in report.facts)
    sections = "".join(_section(table, report.nothing) for table in report.tables)
    return f'<article><h1>{escape(report.title)}</h1><dl class="facts">{facts}</dl>{sections}</article>'


def _section(table: Table, nothing: str) -> str:
    heading = f"<h2>{escape(table.heading)}</h2>"
    if table.prose:
        return f'<section>{heading}<dl class="prose">{_prose(table.prose)}</dl></section>'
    if not table.rows:
        return f'<section>{heading}<p class="nothing">{escape(nothing)}</p></section>'
    head = "".join(f"<th>{escape(column)}</th>" for column in table.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    return (
        f"<section>{heading}{chart(table.heading, table.bars)}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _prose(prose: Iterable[Sequence[str]]) -> str:
    return "".join((f"<dt>{escape(name)}</dt>" if name else "") + f"<dd>{escape(said)}</dd>" for name, said in prose)


def chart(title: str, bars: Sequence[Bar]) -> str:
    """Return bars as SVG, the longest as wide as there is room; nothing where there are none."""
    if not bars:
        return ""
    longest = max(max(bar.value, bar.beside or 0) for bar in bars) or 1
    room = _WIDTH - _LABEL - _SAID
    drawn = "".join(_bar(place, bar, room, longest) for place, bar in enumerate(bars))
    height = len(bars) * _ROW
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" font-size="13">{drawn}</svg>'


def _bar(place: int, bar: Bar, room: int, longest: int) -> str:
    top, middle = place * _ROW + (_ROW - _BAR) // 2, place * _ROW + _ROW // 2 + 5
    width, behind = (room * value // longest for value in (bar.value, bar.beside or 0))
    light = f'<rect x="{_LABEL}" y="{top}" width="{behind}" height="{_BAR}" fill="#cfdbe8"/>' if bar.beside else ""
    return (
        f'<text x="{_LABEL - 8}" y="{middle}" text-anchor="end" fill="#1d2733">{escape(bar.label)}</text>{light}'
        f'<rect x="{_LABEL}" y="{top}" width="{max(width, 1)}" height="{_BAR}" fill="#1f5f99"/>'
        f'<text x="{_LABEL + max(width, behind, 1) + 6}" y="{middle}" fill="#1d2733">{escape(bar.said)}</text>'
    )
