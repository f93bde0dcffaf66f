"""报告PDF。The report of evaluations as a PDF, as it is set on its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from api.reports.content import Report, Table
from api.typesetting import typeset

_SHEET: Final = r"""
#let given = json(bytes(sys.inputs.given))
#let reports = given.reports
#let language = reports.first().language
#set document(title: reports.first().title)
#set page(paper: "a4", margin: (x: 20mm, top: 20mm, bottom: 18mm), numbering: "1 / 1")
#set text(font: "Noto Sans CJK SC", size: 9.5pt, lang: language, fill: rgb("#1d2733"))
#set par(leading: 0.75em)
#let quiet = rgb("#5a6775")
#let chart(bars) = {
  let longest = calc.max(1, ..bars.map(bar => calc.max(bar.value, if bar.beside == none { 0 } else { bar.beside })))
  let room = 78mm
  grid(
    columns: (52mm, 1fr), row-gutter: 4pt, column-gutter: 3mm, align: (right + horizon, left + horizon),
    ..bars.map(bar => {
      let width = calc.max(room * bar.value / longest, 0.6pt)
      let behind = if bar.beside == none { 0mm } else { room * bar.beside / longest }
      (
        block(width: 52mm, { set par(leading: 0.4em); align(right, text(size: 8pt, bar.label)) }),
        grid(
          columns: (auto, auto), column-gutter: 2mm, align: horizon,
          box(width: calc.max(width, behind), height: 8pt, {
            if bar.beside != none { place(rect(width: behind, height: 8pt, fill: rgb("#cfdbe8"))) }
            place(rect(width: width, height: 8pt, fill: rgb("#1f5f99")))
          }),
          text(size: 8pt, bar.said),
        ),
      )
    }).flatten()
  )
}
// What is short is not parted from its heading.
#let part(one, nothing) = block(width: 100%, breakable: one.rows.len() > 14 or one.prose.len() > 3, {
  block(above: 16pt, below: 7pt, sticky: true, text(size: 12pt, fill: rgb("#12406f"), one.heading))
  if one.prose.len() > 0 {
    for (name, said) in one.prose {
      if name != "" { block(above: 9pt, below: 6pt, sticky: true, text(fill: quiet, name)) }
      block(above: 6pt, below: 6pt, said.split("\n").join(linebreak()))
    }
  } else if one.rows.len() == 0 {
    text(fill: quiet, nothing)
  } else {
    if one.bars.len() > 0 { block(below: 9pt, breakable: false, chart(one.bars)) }
    table(
      columns: if one.columns.len() > 5 { one.columns.len() } else { (1fr, ..one.columns.slice(1).map(_ => auto)) },
      stroke: (x, y) => (bottom: 0.4pt + rgb("#d9e0e7")), inset: (x: 5pt, y: 4pt),
      align: (x, y) => if x == 0 { left + horizon } else { right + horizon }, fill: (x, y) => if y == 0 { rgb("#f1f5f9") },
      table.header(..one.columns), ..one.rows.flatten(),
    )
  }
})
#show heading: it => block(below: 10pt, text(size: 16pt, weight: "regular", it.body))
#if reports.len() > 1 {
  {
    set text(size: 8pt)
    part(given.summary, "")
  }
  outline(title: none)
  pagebreak()
}
#for (place, report) in reports.enumerate() {
  if place > 0 { pagebreak() }
  heading(report.title)
  grid(
    columns: (auto, 1fr), column-gutter: 6mm, row-gutter: 5pt,
    ..report.facts.map(((name, value)) => (text(fill: quiet, name), value)).flatten()
  )
  for one in report.tables { part(one, report.nothing) }
}
// How the figures are counted is the same for all of them.
#if reports.len() > 1 { pagebreak() }
#part(reports.first().method, "")
"""


def pdf(reports: Sequence[Report], summary: Table) -> bytes:
    """Return the reports as one PDF; of several, with contents and what they come to before them."""
    given = {"reports": [report.as_dict() for report in reports], "summary": asdict(summary)}
    return typeset(_SHEET, given)
