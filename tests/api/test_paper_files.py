"""A paper as a file: it says what the letter says and nothing else, every sign of it is there, and the same paper is the same bytes."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
import time_machine
import typst
from docx import Document
from docx.oxml.ns import qn

from api.papers import pdf as papers
from api.papers.lines import lines
from api.papers.pdf import pdf
from api.papers.word import word
from api.typesetting import fonts
from policy.letters.paper import Layout, laid_out
from runtime.pages.letters import samples

DAY = date(2026, 5, 11)
HOSTILE = '#panic("x") $x$ *b* _i_ `r` <w:t>&amp; \\ // [a] "引号" =1+1 \x0b\ufffe'
# No font has a sign for it.
NOWHERE = "\U000f0000"


@cache
def layouts() -> list[Layout]:
    return [laid_out(paper, language) for language in ("zh", "en") for paper in samples(language).values()]


def layout(language: str = "zh", **changed: Any) -> Layout:
    return replace(laid_out(samples(language)["The public notice of intended support"], language), **changed)


def written(one: Layout) -> list[str]:
    return [line.strip() for line in one.text.splitlines() if line.strip()]


def given_of(one: Layout, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the data that a PDF is set of."""
    given: list[Any] = []
    monkeypatch.setattr(papers, "typeset", lambda _sheet, data, **_: given.append(data))
    papers.pdf(one, DAY)
    monkeypatch.undo()
    return dict(json.loads(json.dumps(given[0])))


def pages(made: bytes) -> int:
    return int(re.findall(rb"/Type/Pages[^>]*/Count (\d+)", made)[-1])


def drawn(text: str) -> str:
    """Return the signs of a text as they are drawn."""
    sheet = '#set page(height: auto)\n#set text(font: "Noto Sans CJK SC")\n#sys.inputs.text'
    made = typst.compile(sheet.encode(), font_paths=fonts(), sys_inputs={"text": text}, format="svg")
    assert isinstance(made, bytes)
    return made.decode()


def test_pdf_is_set_of_every_line_of_the_letter_and_of_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in layouts():
        given = given_of(one, monkeypatch)
        head = [*given["office"].split("\n"), given["title"], given["number"], *given["about"], given["greeting"]]
        body = [line["text"] for part in ("paragraphs", "annexes") for line in given[part]]
        assert sorted(filter(None, [*head, *body, *given["signed"]])) == sorted(written(one)), one.title


def test_word_has_every_line_of_the_letter_in_its_order_and_nothing_else() -> None:
    for one in layouts():
        said = [part for line in Document(io.BytesIO(word(one, DAY))).paragraphs for part in line.text.split("\n")]
        first = one.office.count("\n") + 1
        # The number stands above the title on an official paper.
        said[first], said[first + 1] = said[first + 1], said[first]
        assert said == written(one), one.title


def test_word_names_a_chinese_font_for_every_sign_of_every_letter() -> None:
    for one in layouts()[::8]:
        made = Document(io.BytesIO(word(one, DAY)))
        runs = [run for line in (*made.paragraphs, *made.sections[0].footer.paragraphs) for run in line.runs]
        assert {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs} == {"黑体", "仿宋"}, one.title
        assert {run.font.name for run in runs} == {"Times New Roman"}


def test_no_letter_gives_its_reasons_in_two_sentences_that_begin_alike() -> None:
    for one in layouts():
        begun = [line.strip()[:3] for line in one.paragraphs if line.strip().startswith(("理由：", "The reason is"))]
        assert len(begun) < 2, one.title


def test_what_a_chinese_letter_lists_begins_where_its_sentences_do() -> None:
    listed = [line for one in layouts() if one.language == "zh" for line in one.paragraphs if re.match(r"\s*[0-9]+[.、]", line)]
    assert len(listed) > 5
    assert [line for line in listed if not line.startswith("　　")] == []


def lines_of(title: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many signs each line of a title has on its page."""
    made: list[str] = []

    def draw(sheet: str, data: object, **_: object) -> bytes:
        drawing = typst.compile(sheet.encode(), font_paths=fonts(), sys_inputs={"given": json.dumps(data)}, format="svg")
        assert isinstance(drawing, bytes)
        made.append(drawing.decode())
        return b""

    monkeypatch.setattr(papers, "typeset", draw)
    papers.pdf(layout(title=title, paragraphs=[], about=[], greeting="", annexes=[], signed=[]), DAY)
    rows: Counter[str] = Counter()
    for height, signs in re.findall(r'<g transform="matrix\(1 0 0 -1 [0-9.]+ ([0-9.]+)\)">(.*?)</g>', made[0], re.DOTALL):
        rows[height] += signs.count("<use")
    # Above it stand the department and the number, below it the number of the page.
    return list(rows.values())[2:-1]


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("关于某事的通知书", 1),
        ("关于申请人民法院强制执行某某支持某某资金退缴的告知书", 2),
        ("关于某事" * 7 + "的告知书", 2),
        ("关于某事" * 14, 3),
    ],
)
def test_lines_of_a_title_are_about_as_long_as_each_other(title: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = lines_of(title, monkeypatch)
    assert (len(lines), sum(lines)) == (count, len(title))
    assert max(lines) - min(lines) <= 3 * (count - 1)


def test_every_sign_of_every_letter_is_in_the_font() -> None:
    signs = "".join(sorted({sign for one in layouts() for sign in one.text}))
    [missing] = re.findall(r'<symbol id="([^"]+)"', drawn(NOWHERE))
    assert f'"{missing}"' not in drawn(signs)
    assert f'"{missing}"' in drawn(signs + NOWHERE)


@pytest.mark.parametrize("make", [pdf, word])
def test_file_is_the_same_bytes_when_it_is_made_another_day(make: Any) -> None:
    with time_machine.travel(datetime(2026, 5, 11, 9, 0, 3, tzinfo=UTC), tick=False):
        first = make(layout(), DAY)
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC), tick=False):
        assert make(layout(), DAY) == first


@pytest.mark.parametrize("make", [pdf, word])
@pytest.mark.parametrize(
    "changed", [{"title": "关于他事的公示"}, {"paragraphs": ["　　另有所述。"]}, {"number": "京技科创公〔2026〕000018号"}]
)
def test_file_is_other_bytes_when_the_letter_says_something_else(make: Any, changed: Any) -> None:
    assert make(layout(**changed), DAY) != make(layout(), DAY)


@pytest.mark.parametrize("make", [pdf, word])
@pytest.mark.parametrize("part", ["title", "greeting", "paragraphs", "annexes", "signed"])
def test_what_somebody_wrote_is_text_and_nothing_else(make: Any, part: str) -> None:
    said: dict[str, Any] = {part: HOSTILE if part in {"title", "greeting"} else [HOSTILE]}
    assert make(layout(**said), DAY)


@pytest.mark.parametrize("rare", ["\U0001f44d", NOWHERE, "\ufffe", "\x01"])
def test_pdf_names_a_sign_that_its_font_does_not_have(rare: str) -> None:
    named = f"〓（U+{ord(rare):04X}）"
    assert pdf(layout(greeting=f"沈{rare}行："), DAY) == pdf(layout(greeting=f"沈{named}行："), DAY)


def test_pdf_is_made_when_its_font_has_hardly_a_sign() -> None:
    rare = "".join(chr(0xF0000 + place) for place in range(30))
    assert pdf(layout(greeting=rare), DAY).startswith(b"%PDF")


def test_word_keeps_what_looks_like_markup() -> None:
    said = [line.text for line in Document(io.BytesIO(word(layout(paragraphs=[HOSTILE]), DAY))).paragraphs]
    assert re.sub(r"[\x0b\ufffe]", "", HOSTILE).strip() in [line.strip() for line in said]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pdf_goes_on_overleaf_when_a_letter_is_long(language: str) -> None:
    rows = [f"{place}. 某某科技（北京）股份有限公司（BDA-2026-06-{place:06}）：人民币300万元" for place in range(1, 61)]
    assert pages(pdf(layout(language=language), DAY)) == 1
    assert pages(pdf(layout(language=language, paragraphs=rows), DAY)) > 1


@pytest.mark.parametrize(
    ("line", "sentence", "level", "hangs", "text"),
    [
        ("　　贵单位已经受理。", True, 0, False, "贵单位已经受理。"),
        ("  【符合】注册", False, 1, True, "【符合】注册"),
        ("    2025：3元", False, 2, True, "2025：3元"),
        ("1. 甲", False, 0, True, "1. 甲"),
        ("　　1. 甲", True, 0, False, "1. 甲"),
    ],
)
def test_line_stands_where_the_page_has_it(line: str, sentence: bool, level: int, hangs: bool, text: str) -> None:  # noqa: FBT001 - of a table
    [found] = lines([line, "", " "])
    assert (found.sentence, found.level, found.hangs, found.text) == (sentence, level, hangs, text)
