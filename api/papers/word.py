"""文书DOCX。A paper as a document of Word, for officers who go on writing in one; in the fonts that Chinese machines have."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from api.papers.lines import Line, lines
from policy.letters.paper import Layout

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING, _BODY, _LATIN = "黑体", "仿宋", "Times New Roman"
_RED: Final = RGBColor(0xC8, 0x10, 0x2E)
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_SIZE: Final = 14
# What no document of Word may have in it.
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What follows the borders of a paragraph among what a document says of it.
_AFTER_BORDERS: Final = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")


def word(layout: Layout, day: date) -> bytes:
    """Return a paper as a document of Word, which says that it was made on a day: that it bears."""
    made = _bare(layout, day)
    _line(made, layout.office, 22, _HEADING, _CENTRE).runs[0].font.color.rgb = _RED
    _rule(_line(made, layout.number, align=_CENTRE))
    _line(made, layout.title, 18, _HEADING, _CENTRE).paragraph_format.space_before = Pt(18)
    for one in layout.about:
        _line(made, one, 11, align=_CENTRE)
    if layout.greeting:
        _line(made, layout.greeting).paragraph_format.space_before = Pt(18)
    for line in lines(layout.paragraphs):
        _indented(made, line, _SIZE)
    signed = [_line(made, one, align=_RIGHT).paragraph_format for one in layout.signed]
    for first in signed[:1]:
        first.space_before = Pt(36)
    for above in signed[:-1]:
        above.keep_with_next = True
    annexed = [_indented(made, line, 11) for line in lines(layout.annexes)]
    for heading in annexed[:1]:
        heading.paragraph_format.space_before = Pt(24)
    written = BytesIO()
    made.save(written)
    return _of_one_day(written.getvalue())


def _bare(layout: Layout, day: date) -> Written:
    """Return a document with nothing on its pages but their numbers."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(32), Mm(30), Mm(28), Mm(26)
    at = datetime.combine(day, time(), UTC)
    about = made.core_properties
    about.title, about.author, about.subject, about.comments = (
        _UNWRITABLE.sub("", layout.title),
        layout.office.replace("\n", ", "),
        layout.number,
        "",
    )
    about.language = "zh-CN" if layout.language == "zh" else "en-GB"
    about.created = about.modified = at
    foot = section.footer.paragraphs[0]
    foot.alignment = _CENTRE
    for said, field in (("— ", "PAGE"), (" / ", "NUMPAGES"), (" —", "")):
        _set(foot.add_run(said), 10, _BODY)
        if field:
            _counted(foot, field)
    return made


def _line(made: Written, text: str, size: int = _SIZE, font: str = _BODY, align: WD_ALIGN_PARAGRAPH | None = None) -> Paragraph:
    """Add a line to a document."""
    added = made.add_paragraph()
    set_as = added.paragraph_format
    set_as.alignment, set_as.space_before, set_as.space_after, set_as.line_spacing = align, Pt(0), Pt(0), 1.5
    _set(added.add_run(_UNWRITABLE.sub("", text)), size, font)
    return added


def _indented(made: Written, line: Line, size: int) -> Paragraph:
    """Add a line where it stands: as a whole further in, or as a sentence that begins there."""
    added = _line(made, line.text, size)
    set_as = added.paragraph_format
    set_as.left_indent = Pt((line.level + line.hangs) * size)
    set_as.first_line_indent = Pt(2 * size if line.sentence else -size if line.hangs else 0)
    return added


def _set(run: Run, size: int, font: str) -> Run:
    """Set a run in a Chinese font, and what is Latin in it in a Latin one."""
    run.font.size, run.font.name = Pt(size), _LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - the library names no other way
    return run


def _counted(foot: Paragraph, field: str) -> None:
    """Add a number that is counted as the document is opened."""
    run = _set(foot.add_run(), 10, _BODY)
    for kind in ("begin", None, "end"):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = field
        run._element.append(mark)  # noqa: SLF001 - the library names no other way


def _rule(line: Paragraph) -> None:
    """Draw the red line of an official paper below one of its lines."""
    borders, below = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": "12", "space": "4", "color": str(_RED)}.items():
        below.set(qn(f"w:{name}"), value)
    borders.append(below)
    line._element.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)  # noqa: SLF001 - the library names no other way


def _of_one_day(packed: bytes) -> bytes:
    """Return a packed document without the moment at which each of its parts was packed: the same paper is the same bytes."""
    again = BytesIO()
    with ZipFile(BytesIO(packed)) as before, ZipFile(again, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = ZipInfo(name)
            part.compress_type = ZIP_DEFLATED
            after.writestr(part, before.read(name))
    return again.getvalue()
