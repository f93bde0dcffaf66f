"""条文的理解。How ambiguous words of the Opinions are read here, why, and in which file each reading is carried out.

Each reading is carried out by the code it names, and tested there. They are part of `docs/clauses.md`.
"""

from __future__ import annotations

from typing import Final

from policy.language.reading import Reading
from policy.text import Text

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
        Text(
            "按事项（第（十）条的三类合为一项）、单位、预算年度合计；细则可改为全部申请人合计或者历年合计，不得放宽",
            "An item (the three kinds of clause 10 are one), a beneficiary and a programme year; a rule may have it count "
            "over everybody or over all years",
        ),
        "The terms name the most of an item and no period. Budgets are yearly, and a cap over all years would bar a second matter.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "Who need not be registered here",
        Text(
            "第（一）条、第（三）条的高校院所，第（十一）条的高校院所，第（十五）条人才项目和第（十七）条的个人不受三项登记限制",
            "Universities and institutes in clauses 1, 3 and 11, persons in clause 15 (talent) and 17 are not held to the "
            "three registrations",
        ),
        "The registrations are asked of enterprises. A clause that addresses units, institutes or persons means them as they are.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "Whose bad records count",
        Text(
            "企业、高校院所等单位均核查，个人不核查；细则可免除高校院所",
            "Those of every organisation, not those of persons; a rule may exempt universities and institutes",
        ),
        "The terms name enterprises; public money asks no less of other organisations. A person has none at the four departments.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "The three years of a clean record",
        Text("三年前的同日不计入，次日起计入", "The same day three years earlier is outside, the next day inside"),
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
        "How long whoever got support by fraud may be barred from it",
        Text(
            "自决定之日起至多三年，与不良行为记录的核查期限一致；细则可以缩短，不得延长",
            "Three years at most from the day of the decision, as long as bad records count; a rule may set less, never more",
        ),
        "The terms bar nobody by name, but let a serious bad record count for three years. Two people decide each time.",
        "policy/processes/debarment/term.py",
    ),
    Reading(
        None,
        "What is not supported twice",
        Text(
            "同一支持对象取最优的一项，已核定支持的予以扣除",
            "For the same subject the best single award stands; what was awarded is deducted",
        ),
        "Best and never twice are one promise: the better award is reached, and nothing is given past it.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "What one subject is",
        Text(
            "编号的种类、签发单位和编号相同（不计写法差异）的为同一支持对象；由另一单位申请或者仅疑似相同的，由经办人判断",
            "Kind, issuer and number are equal, however written; of another beneficiary, or where they look alike, an officer says so",
        ),
        "A number says nothing without its issuer, and a bracket or a dash makes no second matter. A likeness proves nothing by itself.",
        "policy/language/subjects.py",
    ),
    Reading(
        None,
        "Which numbers look alike",
        Text(
            "去掉分隔符、文字说明和易混字符后相同，仅数字前的零不同，一个包含另一个，或者仅相邻两位互换；其他数字不同的不为相似",
            "Equal without separators, words and confusable signs; in all but leading zeros; one within the other; or two neighbours "
            "swapped. Another digit is another number",
        ),
        "Numbers come in series, so that a digit tells them apart; a leading zero is written or left out as one likes.",
        "policy/judging/likeness.py",
    ),
    Reading(
        None,
        "The same costs under two items",
        Text(
            "同一笔贷款有重合日期的利息、同一资质，按不同事项申请的，已核定支持的予以扣除；两项期间有一日重合即全额计入",
            "Interest of a loan on a common day, or one title, under two items: what was awarded is deducted, whole once a day is shared",
        ),
        "Not twice is said of support, whichever clause gives it. Whoever wants the other days supported applies for those alone.",
        "policy/language/subjects.py",
    ),
    Reading(
        None,
        "One project under two items",
        Text(
            "同一项目、同一首台（套）按不同事项申请的，由经办人判断是否为同一费用",
            "An officer says whether one project or first set under two items means the same costs",
        ),
        "A project has several costs, and different clauses support different ones.",
        "policy/judging/likeness.py",
    ),
    Reading(
        None,
        "When an older policy would pay more",
        Text("由经办部门研究确定", "A person decides"),
        "Newest and best point apart there; the text does not say which goes first.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "When a matter is under the Opinions",
        Text("事项发生在2022-01-14或以后，且不晚于申请日期", "It arose on or after 2022-01-14, and not after the application"),
        "They are in force from the day they were issued; the day of publication is later. What has not happened yet is no matter.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "Which years may be applied for",
        Text(
            "2022年至申请年度；第（十一）条按上年度，为2021年至申请年度的上一年",
            "From 2022 to the year of the application; in clause 11, which speaks of the year before, from 2021 to the "
            "year before the application",
        ),
        "A year is a matter with a calendar. The first applications that could be made, in 2022, speak of 2021 where "
        "the year before is meant.",
        "policy/opinions_2022_8/general_terms.py",
    ),
    Reading(
        None,
        "A refusal while a figure is still left open",
        Text(
            "无论细则如何规定都不符合的，不予支持；否则等待细则",
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
        Text("先舍去不足一分的部分，再适用最高限额", "An award is rounded down to the fen, before the cap"),
        "A share never passes the share named; rounding after the cap would be the same and rounding up would pass it.",
        "policy/money.py",
    ),
    Reading(
        1,
        "Whose maximum 5000万 is",
        Text("每个单位全部项目历年合计5000万元", "A unit's, all its projects together, over all years"),
        "The clause says unit where clause 2 says project, and names no period: the whole is the most that may be read from 最高.",
        "policy/opinions_2022_8/c01_national_missions.py",
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
            "在库期间可申领以往各年度；上级验收后一年内只可申领最后到款年度；上级终止后不再申领",
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
            "按收回后的到款依条款重新核定，已支付的只追回多出部分，未支付的不再支付多出部分",
            "The year's award is reckoned anew by the clause on what remains; only the excess is reclaimed, or not paid",
        ),
        "The clause promises up to one to one within a maximum. What it would have given for the money that remains was rightly given.",
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
            "国家级、市级为新引进或新获批，经开区级为新获得；新获批与新获得是同一事件，各级通用；续期不算新",
            "National, Beijing: introduced or approved; the area: obtained; to be approved and to obtain are one event at every level",
        ),
        "A title is obtained by being approved: two words for one event. A renewal is not new: what is given once is "
        "not repeated by renewing.",
        "policy/opinions_2022_8/c05_innovation_centres.py",
    ),
    Reading(
        6,
        "Whether meeting the target is enough",
        Text("研发费用须高于目标值；恰好等于不予支持", "The expense must be above the target; equal earns nothing"),
        "To exceed is strict, and 20% of an excess of nothing is nothing.",
        "policy/opinions_2022_8/c06_rd_growth.py",
    ),
    Reading(
        6,
        "A target worked out from last year's expense",
        Text("按细则的增长率计算，不足一分的进一分", "Last year's expense grown by the rule's rate, rounded up to the fen"),
        "The award is the same to the fen as with the exact target: a fifth of less than a fen is nothing.",
        "policy/money.py",
    ),
    Reading(
        6,
        "What 300万 counts over",
        Text(
            "每家企业每一申报年度300万元；细则可改为历年合计",
            "300万 an enterprise and year of expense; a rule may have it count over all years",
        ),
        "The clause is about the growth of a year; a maximum over all years would end the incentive after one good year.",
        "policy/opinions_2022_8/c06_rd_growth.py",
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
        "The clause names the enterprise and no period, and where it means a year other clauses say so. No rule can narrow it further.",
        "policy/opinions_2022_8/c08_digital_upgrade.py",
    ),
    Reading(
        8,
        "Which interest was really incurred",
        Text("合同利息；逾期利息、罚息和复利不计入", "Interest by the contract, without overdue interest, penalties and compound interest"),
        "The clause supports what a loan costs, and not what a breach of its contract costs.",
        "policy/processes/loan/bank_word.py",
    ),
    Reading(
        8,
        "What an effect is",
        Text(
            "期间产值高于改造前同期，或者单位产值能耗低于改造前；有其他实际效果的，由责任单位写明",
            "Output above, or energy for the same output below, that before the upgrade; another effect where its department names it",
        ),
        "The clause says growth of output, fall of energy, and the like: either is enough, and the list is open.",
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
        10,
        "Whether rent, interest and talent have a cap each",
        Text("三类支持合用一个500万元的一般限额", "They share one general cap of 500万"),
        "The terms cap each policy of the Opinions, and the clause is one policy that supports in three ways.",
        "policy/opinions_2022_8/c10_innovation_plans.py",
    ),
    Reading(
        11,
        "Who is rewarded for conversion",
        Text(
            "仅限高校、科研院所，企业无论如何申报均不予支持",
            "Universities and institutes alone; an enterprise is refused whatever it declares",
        ),
        "The clause names them and the register says who is one.",
        "policy/opinions_2022_8/c11_university_research.py",
    ),
    Reading(
        11,
        "What 1000万 counts over",
        Text(
            "每家单位每一成果转化年度1000万元；细则可改为历年合计",
            "1000万 a unit and year of conversion; a rule may have it count over all years",
        ),
        "The clause names the unit and rewards the conversion of a year.",
        "policy/opinions_2022_8/c11_university_research.py",
    ),
    Reading(
        12,
        "Which platforms are supported",
        Text(
            "评审专家确认服务企业面广且行业影响力高的平台",
            "Those of which the panel confirms that they serve widely and are influential in their industry",
        ),
        "The clause names both, and neither follows from being recognised.",
        "policy/opinions_2022_8/c12_common_platforms.py",
    ),
    Reading(
        12,
        "What 500万 counts over",
        Text("每个平台每一申报年度500万元；细则可改为历年合计", "500万 a platform and year; a rule may have it count over all years"),
        "The clause supports a platform by its service and effect, which are looked at year by year.",
        "policy/opinions_2022_8/c12_common_platforms.py",
    ),
    Reading(
        15,
        "Who applies for a talent project",
        Text(
            "人才本人或其企业；本人申请的不受登记和记录限制",
            "The person or the enterprise; a person is held neither to the registrations nor to the term on records",
        ),
        "The clause supports projects of outstanding people; it does not say that their enterprise has to exist already.",
        "policy/opinions_2022_8/c15_startups_and_equity.py",
    ),
    Reading(
        18,
        "Whose maximum 5000万 is",
        Text("本事项每年全部资助的总额；超出时按比例分配", "The whole programme's in a year; over-subscribed, it is shared pro rata"),
        "The clause names a year and nobody who receives it, where others name the project or the enterprise.",
        "policy/opinions_2022_8/c18_intellectual_property.py",
    ),
    Reading(
        18,
        "How it is shared, and when",
        Text(
            "申报期截止后，本批次的申请列入一份名单，统一按公式核算金额的比例分配，一并审定；"
            "已定的份额不再核减，退回的份额留给本批次此后列单或者下一批次的申请",
            "Once its window is closed, everybody who applied in it is on one list, in proportion to formula amounts; no share decided is "
            "cut, and what falls away is for those listed later in the window, or in the next one",
        ),
        "The clause bounds a year's sum and prefers nobody; to take applications as they come would give the first all of it.",
        "policy/processes/window/shares.py",
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
        Text("由任何地区迁入均予保留，包括京内迁移", "From anywhere, and within Beijing too"),
        "The national rule on recognition (国科发火〔2016〕32号, article 18) keeps it on a move from any area and is higher "
        "law; within Beijing nothing has to be kept.",
        "policy/opinions_2022_8/c20_regional_community.py",
    ),
)
"""Every reading, the general ones first, then by clause."""
