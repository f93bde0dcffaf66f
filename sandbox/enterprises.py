"""演示企业。Invented enterprises, each one case of the general terms, with credit codes whose check digits hold.

Every name says 演示 (demonstration), so that no real enterprise is ever shown with a bad record.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.amounts import Year
from sandbox.figures import YearFigures, figures_until

CHENXIN = "91110302MA9DA0018E"
YUNHENG = "91110302MA9DA00269"
HAIXI = "91110302MA9DA00344"
YUANSHAN = "91110302MA9DA0042Y"
QINGHE = "91110302MA9DA0050R"
LISHI = "91110302MA9DA0069N"
ZHIYUAN = "91110302MA9DA0077H"
MUXI = "91110302MA9DA0085C"
BEICHEN = "91110302MA9DA00937"
INSTITUTE = "12110302MA9DA0130J"

SourceName = Literal["finance", "market", "tax", "customs"]


class Record(BaseModel):
    """A bad credit record at one of the four departments.

    Attributes:
        source: The department that keeps it.
        on: The day it was recorded.
        serious: Whether it is a serious one, which bars an application for three years.
        description: What happened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: SourceName
    on: date
    serious: bool
    description: str = Field(max_length=500)


class FormerName(BaseModel):
    """A name an enterprise no longer has.

    Attributes:
        name: The name.
        until: The last day on which it was registered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    until: date


class Enterprise(BaseModel):
    """What all authorities together know of one enterprise.

    Attributes:
        name: Registered name.
        kind: What kind of organisation it is registered as.
        former_names: Names it had before, the latest last.
        legal_representative: Who signs for it.
        established_on: Day of registration.
        address: Registered address.
        status: Whether it still exists.
        registered_in_area: Registered in 亦庄新城.
        taxed_in_area: Pays its taxes there.
        statistics_in_area: Reports its statistics there.
        size: By the statistical classification.
        sector: By the statistical classification.
        records: Bad credit records.
        figures: What is counted of it, by year.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    kind: Literal["enterprise", "university", "institute", "other"] = "enterprise"
    former_names: tuple[FormerName, ...] = ()
    legal_representative: str = Field(min_length=1, max_length=100)
    established_on: date
    address: str = Field(max_length=300)
    status: Literal["active", "deregistered", "revoked"] = "active"
    registered_in_area: bool = True
    taxed_in_area: bool = True
    statistics_in_area: bool = True
    size: Literal["large", "medium", "small", "micro"] = "medium"
    sector: Literal["industry", "services", "other"] = "industry"
    records: tuple[Record, ...] = ()
    figures: dict[Year, YearFigures] = Field(default_factory=dict)


def _years_before(day: date, years: int) -> date:
    # 29 February has no counterpart in most years; the day before it serves a demo as well.
    return (day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day).replace(year=day.year - years)


def _record(source: SourceName, on: date, description: str, *, serious: bool) -> Record:
    return Record(source=source, on=on, serious=serious, description=description)


def demo_enterprises(day: date) -> Iterable[tuple[str, Enterprise]]:
    """Yield the demo enterprises with their credit codes.

    Args:
        day: Records are dated back from this day, so that "last year" stays last year.
    """
    last_year, long_ago = _years_before(day, 1), _years_before(day, 4)
    founded = date(2018, 5, 16)

    def enterprise(name: str, person: str, street: str, **rest: object) -> Enterprise:
        return Enterprise.model_validate(
            {"name": name, "legal_representative": person, "established_on": founded, "address": f"北京经济技术开发区{street}", **rest}
        )

    rising = figures_until(day.year - 1, 2_000, 2_400, 3_000, 3_900, contribution_wan=800, on_key_list=True)
    yield CHENXIN, enterprise("演示晨芯微电子（北京）有限公司", "陈晨", "科创演示一街1号", figures=rising)
    large = figures_until(day.year - 1, 12_000, 15_000, 18_500, 24_000, contribution_wan=5_000, on_key_list=True)
    yield YUNHENG, enterprise("演示云衡机器人（北京）股份有限公司", "李云", "科创演示二街2号", size="large", figures=large)
    serious_tax = _record("tax", last_year, "虚开发票 False invoices", serious=True)
    barred = figures_until(day.year - 1, 900, 1_200, 1_500, 1_900, contribution_wan=300, on_key_list=True)
    yield HAIXI, enterprise("演示海汐生物医药（北京）有限公司", "王海", "科创演示三街3号", records=(serious_tax,), figures=barred)
    outside = {"address": "北京市海淀区演示路4号", "registered_in_area": False}
    yield YUANSHAN, enterprise("演示远山新能源（北京）有限公司", "赵山", "", **outside)
    minor = _record("market", last_year, "逾期公示年报 Annual report published late", serious=False)
    little_giant = figures_until(day.year - 1, 300, 380, 480, 620, contribution_wan=90, little_giant=True, first_above_scale=day.year - 2)
    software: dict[str, object] = {"size": "small", "sector": "services", "records": (minor,), "figures": little_giant}
    yield QINGHE, enterprise("演示青禾软件（北京）有限公司", "孙禾", "科创演示五街5号", **software)
    old_customs = _record("customs", long_ago, "申报不实 False customs declaration", serious=True)
    newly_counted = figures_until(day.year - 1, 500, 510, 520, 530, contribution_wan=140, first_above_scale=day.year - 1)
    yield LISHI, enterprise("演示砺石装备（北京）有限公司", "郑砺", "科创演示六街6号", records=(old_customs,), figures=newly_counted)
    falling = figures_until(day.year - 1, 1_050, 1_030, 1_000, 980, contribution_wan=200, on_key_list=True)
    yield ZHIYUAN, enterprise("演示致远光电（北京）有限公司", "冯致", "科创演示七街7号", taxed_in_area=False, figures=falling)
    yield MUXI, enterprise("演示沐溪材料（北京）有限公司", "何沐", "科创演示八街8号", size="micro", statistics_in_area=False)
    yield BEICHEN, enterprise("演示北辰物联（北京）有限公司", "林北", "科创演示九街9号", status="deregistered")
    yield INSTITUTE, enterprise("演示集成电路研究院", "周文", "科创演示十街10号", kind="institute")
