"""文书PDF。A paper as a PDF of its own look: headed in red, numbered, signed, its pages counted; the same paper is the same bytes."""

from __future__ import annotations

from datetime import date
from typing import Final

from api.papers.lines import lines
from api.typesetting import typeset
from policy.letters.paper import Layout

_SHEET: Final = r"""
#let given = json(bytes(sys.inputs.given))
#set document(title: given.title, author: given.office.replace("\n", ", "), description: given.number)
#set page(
  paper: "a4", margin: (top: 32mm, bottom: 30mm, left: 28mm, right: 26mm),
  footer: context align(center, text(size: 10pt, [— #counter(page).display("1 / 1", both: true) —])),
)
#let chinese = given.language == "zh"
#set text(font: "Noto Sans CJK SC", size: 12pt, lang: given.language, region: if chinese { "cn" } else { "gb" }, hyphenate: false)
#set par(leading: 0.95em, spacing: if chinese { 0.95em } else { 1.3em }, justify: chinese)
// Between Latin letters a quotation mark is no wider than they are.
#show regex("[“”‘’·]"): it => if chinese { it } else { text(features: ("pwid", "palt"), it) }
#let red = rgb("#c8102e")
#let broken(all) = all.split("\n").join(linebreak())
// A line that stands further in hangs there as a whole; a sentence begins two signs in, and goes on at the edge.
#let paragraph(one) = pad(left: one.level * 1em, par(
  first-line-indent: if one.sentence { (amount: 2em, all: true) } else { 0em },
  hanging-indent: if one.hangs { 1.2em } else { 0em },
  // What is before a number that is not broken would be pulled apart to fill its line.
  justify: chinese and one.text.match(regex("[0-9A-Za-z-]{12,}")) == none,
  one.text,
))
#align(center, par(justify: false, text(size: if chinese { 21pt } else { 17pt }, fill: red, broken(given.office))))
#v(2mm)
#align(center, par(justify: false, text(given.number)))
#v(-1mm)
#line(length: 100%, stroke: 1.4pt + red)
#v(6mm)
// Of a title of several lines each is about as long as the others.
#layout(page => context {
  let title = text(size: 17pt, given.title)
  let (width, most) = (measure(title).width, page.width * 92%)
  let lines = calc.ceil(width / most)
  align(center, block(width: calc.min(most, width / lines + 17pt), par(justify: false, leading: 0.8em, title)))
})
#v(1mm)
#for one in given.about { align(center, par(justify: false, text(size: 10.5pt, fill: rgb("#444444"), one))) }
#v(6mm)
#if given.greeting != "" { block(below: 1.2em, par(justify: false, given.greeting)) }
#for one in given.paragraphs { paragraph(one) }
// Who signs and when are not parted.
#block(breakable: false, above: 14mm, width: 100%, align(right, pad(right: 2em, {
  for one in given.signed { par(justify: false, one) }
})))
#if given.annexes.len() > 0 {
  v(8mm)
  set text(size: 10.5pt)
  set par(leading: 0.75em, spacing: 0.75em)
  for one in given.annexes { paragraph(one) }
}
"""


def pdf(layout: Layout, day: date) -> bytes:
    """Return a paper as a PDF (PDF/A-2u) which says that it was made on a day: that it bears."""
    given = {
        "language": layout.language,
        "office": layout.office,
        "title": layout.title,
        "number": layout.number,
        "about": layout.about,
        "greeting": layout.greeting,
        "paragraphs": [line.as_dict() for line in lines(layout.paragraphs)],
        "signed": layout.signed,
        "annexes": [line.as_dict() for line in lines(layout.annexes)],
    }
    return typeset(_SHEET, given, day=day, kept=True)
