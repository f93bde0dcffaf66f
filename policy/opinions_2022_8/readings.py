"""条文的理解。How ambiguous words of the Opinions are read here, why, and in which file each reading is carried out.

Each reading is carried out by the code it names, and tested there. They are part of `docs/clauses.md`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from policy.text import Text


class Reading(NamedTuple):
    """One choice among what words could mean.

    Attributes:
        clause: The clause; None for the general terms and for how an assessment is made.
        question: What the words leave open.
        reading: How they are read.
        reason: Why.
        where: The file that carries it out.
    """

    clause: int | None
    question: str
    reading: Text
    reason: str
    where: str


READINGS: Final = (
    Reading(
        None,
        "Which amounts the general cap holds for",
        Text("仅当条款未写明金额时适用500万元的一般限额", "500万 holds where the clause itself names no amount"),
        "The terms except whatever a clause says otherwise. A fixed amount, a cap of its own and a committee's decision are such a saying.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "What the general cap counts over",
        Text("按事项、单位、年度计算", "An item, a beneficiary and a programme year"),
        "The terms name the most of an item and no period. Budgets are yearly, and a cap over all years would bar a second matter.",
        "policy/language/items.py",
    ),
    Reading(
        None,
        "Who need not be registered here",
        Text(
            "第(十一)条的高校院所、第(十七)条的个人不受三项登记限制",
            "Universities and institutes in clause 11 and persons in clause 17 are not held to the three registrations",
        ),
        "The registrations are asked of enterprises. A clause that addresses others by name means them as they are.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "The three years of a clean record",
        Text("三年前的同日不计入, 次日起计入", "The same day three years earlier is outside, the next day inside"),
        "Three years that end on the application date begin on the day after the same day three years earlier.",
        "policy/judging/documents.py",
    ),
    Reading(
        None,
        "Three years back from 29 February",
        Text("无2月29日的年份取2月28日", "28 February, where the year has no 29th"),
        "Where the month has no such day, its last day stands (Civil Code, article 202).",
        "policy/judging/documents.py",
    ),
    Reading(
        None,
        "What is not supported twice",
        Text("同一支持对象取最优的一项, 已支付的予以扣除", "For the same subject the best single award stands; what was paid is deducted"),
        "Best and never twice are one promise: the better award is reached, and nothing is paid past it.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "When an older policy would pay more",
        Text("转由人工决定", "A person decides"),
        "Newest and best point apart there; the text does not say which goes first.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "When a matter is under the Opinions",
        Text("事项发生在2022-01-14或以后", "It arose on or after 2022-01-14"),
        "They are in force from the day they were issued; the day of publication is later and is not what they name.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "A refusal while a figure is still left open",
        Text(
            "无论细则如何规定都不符合的, 不予支持; 否则等待细则",
            "Refused only if it fails whatever a rule will say; else it waits",
        ),
        "Nobody is refused by a guess, and nobody who cannot be supported is kept waiting. Open figures are read at their most generous.",
        "policy/judging/assessment.py",
    ),
    Reading(
        None,
        "“Up to” without an implementing rule",
        Text("没有细则时按最高标准执行", "The law's maximum stands until a rule sets less"),
        "The text gives a figure to go by. A lower one would be somebody's choice, and choices are rules with a date.",
        "policy/language/parameters.py",
    ),
    Reading(
        None,
        "Fractions of a fen",
        Text("先舍去不足一分的部分, 再适用最高限额", "An award is rounded down to the fen, before the cap"),
        "A share never passes the share named; rounding after the cap would be the same and rounding up would pass it.",
        "policy/money.py",
    ),
    Reading(
        2,
        "A project's yearly maximum",
        Text("同一项目同一到款年度最高2000万元", "2000万 for a project and the year its upstream money came"),
        "The match follows the money received in a year, so the year of the cap is the same year.",
        "policy/opinions_2022_8/c02_major_projects.py",
    ),
    Reading(
        2,
        "What a project received in a year",
        Text("以上级登记所载到款扣除收回为准", "What the upstream registry says came, less what it says was taken back"),
        "One to one is of money the project has. Where the applicant declared otherwise, the source of record counts and both are shown.",
        "policy/processes/matching/upstream.py",
    ),
    Reading(
        2,
        "How long the money of a year may be claimed",
        Text(
            "在库期间可申领以往各年度; 上级验收后一年内只可申领最后到款年度; 上级终止后不再申领",
            "Any year past while the project is active; the last year of its money for a year after the upstream has accepted it; "
            "nothing once the upstream has ended it",
        ),
        "The money of the last year often arrives with the acceptance, so that claiming it takes time after the project has ended.",
        "policy/processes/matching/claims.py",
    ),
    Reading(
        2,
        "What becomes of a match when the upstream takes money back",
        Text(
            "已支付的按收回占到款的比例追回, 未支付的重新核定",
            "What was paid is reclaimed by the share that was taken back, also where the cap held; what was not is assessed anew",
        ),
        "A match of up to one to one follows the money it matches. Under the cap too, the share that was taken back has no ground.",
        "activities/matching/upstream_cuts.py",
    ),
    Reading(
        4,
        "Prizes and grades that are not named",
        Text("未列明的奖项和等级不予奖励", "They earn nothing"),
        "The clause lists prize and grade one by one; what is not on the list is not promised.",
        "policy/opinions_2022_8/c04_science_awards.py",
    ),
    Reading(
        5,
        "What is new at which level",
        Text(
            "国家级、市级为新引进或新获批, 经开区级为新获得; 续期不算新",
            "National, Beijing: introduced or approved; the area: obtained",
        ),
        "The clause says it so at each level. A renewal is not new: what is given once is not repeated by renewing.",
        "policy/opinions_2022_8/c05_innovation_centres.py",
    ),
    Reading(
        6,
        "Whether meeting the target is enough",
        Text("研发费用须高于目标值; 恰好等于不予支持", "The expense must be above the target; equal earns nothing"),
        "To exceed is strict, and 20% of an excess of nothing is nothing.",
        "policy/opinions_2022_8/c06_rd_growth.py",
    ),
    Reading(
        6,
        "A target worked out from last year's expense",
        Text("按细则的增长率计算, 不足一分的进一分", "Last year's expense grown by the rule's rate, rounded up to the fen"),
        "The award is the same to the fen as with the exact target: a fifth of less than a fen is nothing.",
        "policy/money.py",
    ),
    Reading(
        7,
        "Whether 500万 of equipment counts",
        Text("“以上”包含500万元", "It does: 500万 or more"),
        "In Chinese law 以上 includes the number it follows (Civil Code, article 1259).",
        "policy/opinions_2022_8/c07_innovative_enterprises.py",
    ),
    Reading(
        8,
        "Whether both bounds of the loan count",
        Text("500万元和3000万元均包含在内", "They do: from 500万 to 3000万, both included"),
        "The upper bound is marked as included; a range from a number to a number holds the first as well.",
        "policy/opinions_2022_8/c08_digital_upgrade.py",
    ),
    Reading(
        8,
        "The most an enterprise can get",
        Text("每家企业历年累计1000万元", "1000万 an enterprise, over all years"),
        "The clause names the enterprise and no period, and where it means a year other clauses say so.",
        "policy/opinions_2022_8/c08_digital_upgrade.py",
    ),
    Reading(
        9,
        "How often an enterprise is first",
        Text("每家企业一次", "Once"),
        "First inclusion happens once; leaving the statistics and coming back is not a first time.",
        "policy/opinions_2022_8/c09_first_above_scale.py",
    ),
    Reading(
        18,
        "Whose maximum 5000万 is",
        Text("本事项每年全部资助的总额; 超出时按比例分配", "The whole programme's in a year; over-subscribed, it is shared pro rata"),
        "The clause names a year and nobody who receives it, where others name the project or the enterprise.",
        "policy/opinions_2022_8/c18_intellectual_property.py",
    ),
    Reading(
        20,
        "Until when a move is in time",
        Text("证书有效期最后一日完成的迁移有效", "A move complete on the certificate's last day is in time"),
        "A certificate is valid through its last day.",
        "policy/opinions_2022_8/c20_regional_community.py",
    ),
    Reading(
        20,
        "From where",
        Text("由天津、河北迁入; 细则可增加其他地区", "From Tianjin or Hebei; a rule may add origins"),
        "The clause is about Beijing, Tianjin and Hebei together; who moves to Beijing from within that region comes from the other two.",
        "policy/opinions_2022_8/c20_regional_community.py",
    ),
)
"""Every reading, the general ones first, then by clause."""
