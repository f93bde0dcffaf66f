"""图。The chart of a sweep: what each step comes to, as SVG that needs no script and prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from policy.language.facts import Json
from policy.language.items import Item
from policy.language.parameters import FigureForm
from policy.money import Rate, floor_of, write_plain_yuan, write_rate
from policy.text import Text

WIDTH: Final = 900
HEIGHT: Final = 460
LEFT, RIGHT, TOP, BOTTOM = 110, 30, 70, 60
_BAR: Final = "#2f6f9f"
_SHARED: Final = "#c8743b"
_TITLE: Final = Text("支持金额（万元）随{figure}的变化", "Awards (10,000 yuan) by {figure}")
_LEGEND: Final = (Text("试算金额", "What it comes to"), Text("总额分配后", "After the ceiling"), Text("现行金额", "As the law reads"))
_TICKS: Final = 5
_WAN: Final = 1_000_000
# How wide a sign of a value is, and how far below each other two rows of values stand.
_SIGN, _ROW = 7, 14
_IN_FEN, _IN_WAN = Text("（分）", " (fen)"), Text("（万元）", " (10,000 yuan)")


def chart_of(item: Item, code: str, before_fen: int, points: Sequence[Mapping[str, Json]], language: str) -> str:
    """Return the chart of a sweep.

    Args:
        item: Whose figure it is.
        code: The figure that goes through its range.
        before_fen: What the law comes to as it reads.
        points: The steps, each `{"value", "award_fen", "shared_fen"}`.
        language: "zh" or "en".
    """
    form = item.parameters[code].form
    figure = _called(item.parameters[code].title, form).in_language(language)
    title = item.title.in_language(language)
    values = [_value(point["value"], form) for point in points]
    top_fen = _round_up(max(before_fen, *(point["award_fen"] for point in points), 1))
    body = [
        f'<text x="{WIDTH // 2}" y="26" text-anchor="middle" font-size="18">{escape(title)}</text>',
        _label(WIDTH // 2, 48, _TITLE.in_language(language).format(figure=figure)),
        *_axis(top_fen),
        *_bars(points, values, top_fen),
    ]
    y = _height_of(before_fen, top_fen)
    body.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#444" stroke-dasharray="6 4"/>')
    body += _legend(language, shared=any(point["shared_fen"] is not None for point in points))
    told = "; ".join(f"{point['value']}: {write_plain_yuan(point['award_fen'])}" for point in points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" lang="{language}" '
        f'font-family="sans-serif" font-size="12"><title>{escape(f"{title} · {figure}")}</title><desc>{escape(told)}</desc>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(body)}</svg>\n'
    )


def _bars(points: Sequence[Mapping[str, Json]], values: Sequence[str], top_fen: int) -> list[str]:
    room = (WIDTH - LEFT - RIGHT) // len(points)
    width = max(room * 2 // 3, 4)
    # Values that would run into each other stand in two rows.
    lower = _ROW * (max(map(len, values)) * _SIGN > room)
    drawn = []
    for index, point in enumerate(points):
        x = LEFT + index * room + (room - width) // 2
        for fen, colour in ((point["award_fen"], _BAR), (point["shared_fen"], _SHARED)):
            if fen is not None:
                y = _height_of(fen, top_fen)
                thick = width if colour == _BAR else width // 2
                drawn.append(f'<rect x="{x}" y="{y}" width="{thick}" height="{HEIGHT - BOTTOM - y}" fill="{colour}"/>')
        drawn.append(_label(x + width // 2, HEIGHT - BOTTOM + 18 + index % 2 * lower, values[index]))
    return drawn


def _axis(top_fen: int) -> list[str]:
    drawn = []
    for tick in range(_TICKS + 1):
        fen = top_fen * tick // _TICKS
        y = _height_of(fen, top_fen)
        drawn.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#ddd"/>')
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{_in_wan(fen)}</text>')
    return drawn


def _legend(language: str, *, shared: bool) -> list[str]:
    entries = [(_BAR, _LEGEND[0]), *([(_SHARED, _LEGEND[1])] if shared else []), ("#444", _LEGEND[2])]
    drawn = []
    for place, (colour, words) in enumerate(entries):
        x = LEFT + place * 200
        drawn.append(f'<rect x="{x}" y="{HEIGHT - 18}" width="12" height="12" fill="{colour}"/>')
        drawn.append(f'<text x="{x + 18}" y="{HEIGHT - 8}">{escape(words.in_language(language))}</text>')
    return drawn


def _label(x: int, y: int, words: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle">{escape(words)}</text>'


def _height_of(fen: int, top_fen: int) -> int:
    return HEIGHT - BOTTOM - fen * (HEIGHT - TOP - BOTTOM) // top_fen


def _round_up(fen: int) -> int:
    """Return the least amount of two leading figures that is not below `fen`, so that the axis is read easily."""
    unit: int = 10 ** max(len(str(fen)) - 2, 0)
    return max(-(-fen // unit) * unit, _TICKS)


def _in_wan(fen: int) -> str:
    whole, rest = divmod(fen, _WAN)
    return f"{whole:,}" if not rest else f"{whole:,}.{rest * 100 // _WAN:02d}"


def _called(title: Text, form: FigureForm) -> Text:
    """Return what a figure is called, with the unit its values are drawn in."""
    if form is not FigureForm.FEN:
        return title
    return Text(title.zh.removesuffix(_IN_FEN.zh) + _IN_WAN.zh, title.en.removesuffix(_IN_FEN.en) + _IN_WAN.en)


def _value(value: Json, form: FigureForm) -> str:
    """Return a figure's value as an axis has room for it: the description has it whole."""
    if form is FigureForm.RATE:
        return f"{write_rate(Rate(floor_of(Rate(value) * 10_000), 100))}%"
    return _in_wan(value) if form is FigureForm.FEN else f"{value:,}"
