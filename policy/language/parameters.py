"""参数。What the law fixes, what it bounds, and what it leaves to implementing rules.

Every figure of a clause is one of three: **fixed** (no rule may touch it), **up to** (the law's maximum, which stands until a rule
sets less), or **left open** (unknown until a rule sets it: then the outcome is `needs_parameter`, never zero and never a guess).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

from policy.language.facts import Json, is_integer
from policy.language.parts import Part, parse_parts
from policy.money import MAX_FEN, Rate, Tiers, parse_rate, parse_tiers, write_rate
from policy.text import Text

Setting: TypeAlias = Any
"""A parameter's value: a rate, an integer, a word, a tuple of words, or a table of fixed amounts."""

WHOLE: Final = Rate(1)


class Standing(StrEnum):
    """How far the law itself settles a figure."""

    FIXED = "fixed"
    UP_TO = "up_to"
    OPEN = "open"


class FigureForm(StrEnum):
    """How a figure is written in implementing rules."""

    RATE = "rate"
    FEN = "fen"
    COUNT = "count"
    WORD = "word"
    WORDS = "words"
    TABLE = "table"
    PAPERS = "papers"
    PARTS = "parts"

    @property
    def words(self) -> Text:
        """What has to be written, as a person is told who wrote something else."""
        return _WRITTEN_AS[self]


_WRITTEN_AS: Final = {
    FigureForm.RATE: Text("小数形式的比例，支持比例可以分档", "a rate as a decimal string; one of support may be by brackets"),
    FigureForm.FEN: Text("不小于0的金额", "an amount in fen"),
    FigureForm.COUNT: Text("整数", "a whole number"),
    FigureForm.WORD: Text("所列选项之一", "one of the words the parameter names"),
    FigureForm.WORDS: Text("所列选项中的若干项", "a list of the words the parameter names"),
    FigureForm.TABLE: Text("表格", "a table"),
    FigureForm.PAPERS: Text(
        "材料清单，每项有代码和中英文名称", "a list of papers, each with its code and its title in Chinese and English"
    ),
    FigureForm.PARTS: Text(
        "分期清单，各期比例之和为1；自第二期起每期写明首期拨付后的月数或者日期，可以附条件",
        "a list of parts whose shares sum to one; from the second on each names months after the first payment or a day, and may name a "
        "condition",
    ),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A piece of evidence that rules ask for.

    Attributes:
        code: Its stable name.
        title: What a person calls it.
    """

    code: str
    title: Text

    def as_dict(self) -> dict[str, Json]:
        """Return it as it is written in rules."""
        return {"code": self.code, **self.title.as_dict()}

    @property
    def asked(self) -> dict[str, Json]:
        """What an application keeps of it: rules ask for nothing that may be left away."""
        return {"code": self.code, "title": self.title.as_dict(), "required": True}


@dataclass(frozen=True, slots=True)
class Unset:
    """A left-open parameter without a rule in force.

    Attributes:
        name: Which one.
        generous: The value best for the applicant. A refusal even under it holds whatever the rule will say.
    """

    name: str
    generous: Setting


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of a clause.

    Attributes:
        title: What it is.
        form: How it is written.
        standing: Fixed, up to, or open.
        value: What stands without a rule; for an open one the value best for the applicant.
        maximum: What a rule may not exceed, as the law says or as the figure's nature does.
        options: The words a rule may choose from.
        support: Whether less of it is less support, so that a superior policy may lower it.
        minimum: The least count a rule may set.
    """

    title: Text
    form: FigureForm
    standing: Standing
    value: Setting
    maximum: Setting = None
    options: tuple[str, ...] = ()
    support: bool = False
    minimum: int = 0

    def without_rule(self, name: str) -> Setting:
        """Return what the clause reads when no rule is in force."""
        return Unset(name, self.value) if self.standing is Standing.OPEN else self.value

    def parse(self, written: object) -> Setting | None:
        """Read a value from implementing rules; None when its form is wrong."""
        if self.form is FigureForm.RATE:
            rate = parse_rate(written)
            # Only what is given may be given by brackets.
            return parse_tiers(written) if rate is None and self.support else rate
        if self.form is FigureForm.WORD:
            return written if isinstance(written, str) and written in self.options else None
        if self.form is FigureForm.WORDS:
            return _words(written, self.options)
        if self.form is FigureForm.TABLE:
            return _table(written, self.value)
        if self.form in _READERS:
            return _READERS[self.form](written)
        return written if is_integer(written) and self.minimum <= written <= MAX_FEN else None  # type: ignore[operator]

    def as_dict(self) -> dict[str, Json]:
        """Return the parameter as the catalogue prints it."""
        body: dict[str, Json] = {"title": self.title.as_dict(), "form": self.form.value, "standing": self.standing.value}
        if self.standing is not Standing.OPEN:
            body["value"] = write_setting(self.value)
        if self.maximum is not None:
            body["maximum"] = write_setting(self.maximum)
        if self.options:
            body["options"] = list(self.options)
        return body


def _words(written: object, options: tuple[str, ...]) -> tuple[str, ...] | None:
    if isinstance(written, list) and all(isinstance(word, str) and word in options for word in written):
        return tuple(written)
    return None


_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,59}")
_PAPER_KEYS: Final = frozenset({"code", "zh", "en"})
_MOST_PAPERS: Final = 20
_LONGEST: Final = 200


def _papers(written: object) -> tuple[Paper, ...] | None:
    """Read a list of papers, each code once."""
    if not isinstance(written, list) or len(written) > _MOST_PAPERS:
        return None
    if not all(isinstance(one, dict) and one.keys() == _PAPER_KEYS and all(map(_is_line, one.values())) for one in written):
        return None
    codes = [one["code"] for one in written]
    sound = len(set(codes)) == len(codes) and all(map(_CODE.fullmatch, codes))
    return tuple(Paper(one["code"], Text(one["zh"], one["en"])) for one in written) if sound else None


def _is_line(value: object) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= _LONGEST


def _table(written: object, law: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], int] | None:
    """Read some entries of a table, keyed as `write_setting` writes them."""
    if not isinstance(written, dict) or not written:
        return None
    keys = {"/".join(key): key for key in law}
    sound = all(name in keys and is_integer(fen) and 0 <= fen <= MAX_FEN for name, fen in written.items())
    return {keys[name]: fen for name, fen in written.items()} if sound else None


_READERS: Final[Mapping[FigureForm, Callable[[object], Setting]]] = {FigureForm.PAPERS: _papers, FigureForm.PARTS: parse_parts}


def write_setting(setting: Setting) -> Json:
    """Return a value as it is written in JSON: rates as decimal strings, tables keyed by their words joined with "/"."""
    if isinstance(setting, Rate):
        return write_rate(setting)
    if isinstance(setting, Tiers):
        return setting.as_list()
    if isinstance(setting, Mapping):
        return {"/".join(key): fen for key, fen in setting.items()}
    return [one.as_dict() if isinstance(one, Paper | Part) else one for one in setting] if isinstance(setting, tuple) else setting


_RATE = Text("支持比例", "Rate of support")
_CAP = Text("最高支持金额（分）", "Maximum award (fen)")


def fixed_rate(rate: Rate) -> Parameter:
    """Return a rate the law states without "up to"."""
    return Parameter(_RATE, FigureForm.RATE, Standing.FIXED, rate, rate, support=True)


def fixed_fen(zh: str, en: str, fen: int) -> Parameter:
    """Return an amount in fen the law states as a condition."""
    return Parameter(Text(zh, en), FigureForm.FEN, Standing.FIXED, fen, fen)


def fixed_table(zh: str, en: str, table: Mapping[tuple[str, ...], int]) -> Parameter:
    """Return a table of fixed amounts in fen, keyed by the facts that choose among them."""
    return Parameter(Text(zh, en), FigureForm.TABLE, Standing.FIXED, table, support=True)


def rate_up_to(rate: Rate) -> Parameter:
    """Return a rate the law only bounds."""
    return Parameter(_RATE, FigureForm.RATE, Standing.UP_TO, rate, rate, support=True)


def cap_up_to(fen: int) -> Parameter:
    """Return a cap in fen: a rule may lower it."""
    return Parameter(_CAP, FigureForm.FEN, Standing.UP_TO, fen, fen, support=True)


def open_rate() -> Parameter:
    """Return a rate the law leaves to rules. Support above the whole of its base is no support, so one is its maximum."""
    return Parameter(_RATE, FigureForm.RATE, Standing.OPEN, WHOLE, WHOLE, support=True)


def open_target_growth() -> Parameter:
    """Return the yearly growth a target demands, left to rules; no growth is the easiest target."""
    return Parameter(Text("年度目标增长率", "Growth the yearly target demands"), FigureForm.RATE, Standing.OPEN, Rate(0))


def open_fen(zh: str, en: str, maximum: int = MAX_FEN) -> Parameter:
    """Return an amount in fen the law leaves to rules, bounded by `maximum`."""
    return Parameter(Text(zh, en), FigureForm.FEN, Standing.OPEN, maximum, maximum, support=True)


def further_words(zh: str, en: str, options: tuple[str, ...]) -> Parameter:
    """Return a list of words that is empty until a rule names some of `options`."""
    return Parameter(Text(zh, en), FigureForm.WORDS, Standing.UP_TO, (), options=options)


RECORDS: Final[Mapping[str, Parameter]] = {
    "record_exempts": further_words(
        "免于核查不良行为记录的申请人类型", "Kinds of applicant whose records are not read", ("university_or_institute",)
    )
}
"""Whom rules may exempt from the term on bad records (general term 2), which names enterprises and is read for every organisation."""

ONCE_PER: Final[Mapping[str, Text]] = {
    "year": Text("同一单位同一年度", "a beneficiary and year"),
    "project": Text("同一单位同一编号", "a beneficiary and number"),
}
"""What rules may say an item is given once for, however often the clause would."""


def filing(*, numbered: bool) -> Mapping[str, Parameter]:
    """Return what rules may say of applying for an item with money; no amount depends on it.

    Args:
        numbered: Whether what is applied for has a number, so that it can be once for it.
    """
    options = tuple(ONCE_PER) if numbered else ("year",)
    return {
        "required_evidence": Parameter(Text("实施细则要求的材料", "Evidence the rules require"), FigureForm.PAPERS, Standing.UP_TO, ()),
        "once_per": further_words("只受理一次的范围", "What it is taken once for", options),
    }


VALIDITY: Final[Mapping[str, Parameter]] = {
    "validity_years": Parameter(Text("认定的最长有效年限", "Most years a recognition is valid"), FigureForm.COUNT, Standing.UP_TO, 0, 30)
}
"""How long rules let what is recognised for an item stand before it is renewed; nought while no rule says."""

INSTALMENTS: Final[Mapping[str, Parameter]] = {
    "instalments": Parameter(Text("分期拨付的各期", "Parts an award is paid in"), FigureForm.PARTS, Standing.UP_TO, ()),
}
"""In which parts rules have an award paid; all at once while no rule says."""

COMMITMENT: Final[Mapping[str, Parameter]] = {
    "repay": Parameter(
        Text("违反承诺时退回资金的方式", "Repayment when the commitment is broken"),
        FigureForm.WORD,
        Standing.UP_TO,
        "none",
        options=("none", "pro_rata", "full"),
    ),
    "stay_years": Parameter(Text("承诺持续经营年限", "Years the commitment to stay binds"), FigureForm.COUNT, Standing.OPEN, 0, 30),
    "late_rate": Parameter(Text("逾期退缴的每日利率", "Daily interest on late repayment"), FigureForm.RATE, Standing.OPEN, Rate(0), WHOLE),
}
"""Terms of the commitment to stay (general term 6) that rules may set on any item with money. No award depends on them."""

MOST_BARRING_YEARS: Final = 3
DEBARMENT: Final[Mapping[str, Parameter]] = {
    "barring_years": Parameter(
        Text("限制申报的最长年限", "Most years an enterprise may be barred for fraud"),
        FigureForm.COUNT,
        Standing.UP_TO,
        MOST_BARRING_YEARS,
        MOST_BARRING_YEARS,
    )
}
"""How long rules let an enterprise be barred that got money of an item by fraud: no longer than bad records count (general term 2)."""

REPORTING: Final[Mapping[str, Parameter]] = {
    "missing_report_bars": Parameter(
        Text("绩效自评逾期未报时，补报前不予支持", "Whether a missing outcome report keeps from new awards until it is given"),
        FigureForm.WORD,
        Standing.UP_TO,
        "never",
        options=("never", "until_given"),
    )
}
"""What rules may say of a recipient whose outcome report on the clause is missing: nothing follows from it while no rule says so."""

CAUSES: Final[Mapping[str, Text]] = {
    "breach": Text("违反承诺", "a breach of the commitment"),
    "upstream_recovery": Text("上级收回资金", "money the upstream took back"),
    "error": Text("支付有误", "an error of ours"),
    "fraud": Text("骗取资金", "fraud"),
    "correction": Text("事实更正", "corrected facts"),
}
"""Why an award is asked back."""

RECOVERY: Final[Mapping[str, Parameter]] = {
    "limitation_years": Parameter(
        Text("追回期限（自拨付之日起的年数）", "Years from the payment on to ask it back"),
        FigureForm.COUNT,
        Standing.OPEN,
        0,
        30,
        minimum=1,
    ),
    "collection_floor_fen": Parameter(
        Text("不予追回的金额下限", "Floor below which nothing is collected"), FigureForm.FEN, Standing.OPEN, MAX_FEN, MAX_FEN
    ),
    **{
        f"{cause}_share": Parameter(
            Text(f"因{name.zh}追回的比例（0为不予追回）", f"Share asked back for {name.en} (0: nothing is asked)"),
            FigureForm.RATE,
            Standing.OPEN,
            Rate(0),
            WHOLE,
        )
        for cause, name in CAUSES.items()
    },
    **{
        f"{cause}_surcharge": Parameter(
            Text(f"因{name.zh}追回时加收的比例", f"Surcharge on what is asked back for {name.en}"),
            FigureForm.RATE,
            Standing.OPEN,
            Rate(0),
            WHOLE,
        )
        for cause, name in CAUSES.items()
    },
}
"""What rules may say on any item with money of asking it back, by its cause. No award depends on it, and unset it has no effect."""
