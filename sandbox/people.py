"""演示人员。Who can sign in at the sandbox: in every department as many people as its duties take, each of them kept by somebody else."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field

from sandbox.credit_code import USCC
from sandbox.enterprises import BEICHEN, CHENXIN, HAIXI, INSTITUTE, LISHI, MUXI, QINGHE, YUANSHAN, YUNHENG, ZHIYUAN


class Grant(BaseModel):
    """A role, and where it is held.

    Attributes:
        role: What somebody may do.
        department: The department it holds in, for officers and approvers.
        head: Whether they lead those who hold it there.
    """

    model_config = ConfigDict(frozen=True)

    role: str
    department: str | None = None
    head: bool = False


class Person(BaseModel):
    """A demo person, as the front-end of a first run lists them.

    Attributes:
        id: Subject of the token.
        name: Name in Chinese.
        grants: What they may do, and where.
        enterprise: Credit code of the beneficiary an applicant acts for.
        employer: Credit code of the organisation an expert is employed by, for conflicts of interest.
        interests: Credit codes of other organisations they declared an interest in.
        position: What they are, in Chinese and English.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    grants: tuple[Grant, ...]
    enterprise: str | None = Field(default=None, description="统一社会信用代码 Credit code")
    employer: str | None = Field(default=None, description="任职单位 Employer's credit code")
    interests: tuple[str, ...] = Field(default=(), description="利害关系单位 Credit codes of those they declared an interest in")
    position: str


_APPLIES = (Grant(role="applicant"),)


def _applicants(key: str, enterprise: str, names: str, position: str) -> tuple[Person, ...]:
    first, second = names.split()
    return (
        Person(id=f"applicant-{key}", name=first, grants=_APPLIES, enterprise=enterprise, position=position),
        Person(id=f"applicant-{key}-2", name=second, grants=_APPLIES, enterprise=enterprise, position=f"{position}, their colleague"),
    )


def _persons(*names: str) -> tuple[Person, ...]:
    numbered = enumerate(names, start=1)
    return tuple(
        Person(id=f"person-{number}", name=name, grants=_APPLIES, position="个人 A person who applies for themselves")
        for number, name in numbered
    )


def _staff(grant: Grant, place: str, names: str, position: str) -> tuple[Person, ...]:
    numbered = enumerate(names.split(), start=1)
    return tuple(Person(id=f"{place}-{number}", name=name, grants=(grant,), position=position) for number, name in numbered)


def _department(code: str, zh: str, officers: str, head: str, approvers: str) -> tuple[Person, ...]:
    return (
        *_staff(Grant(role="officer", department=code), f"officer-{code}", officers, f"{zh}经办人 Officer"),
        Person(
            id=f"head-{code}",
            name=head,
            grants=(Grant(role="officer", department=code, head=True),),
            position=f"{zh}经办负责人 Head of the officers",
        ),
        *_staff(
            Grant(role="approver", department=code), f"approver-{code}", approvers, f"{zh}局领导 Head or deputy head of the department"
        ),
    )


def _expert(number: int, name: str, employer: str | None, position: str) -> Person:
    return Person(id=f"expert-{number}", name=name, grants=(Grant(role="expert"),), employer=employer, position=position)


def _other(identifier: str, name: str, role: str, position: str) -> Person:
    return Person(id=identifier, name=name, grants=(Grant(role=role),), position=position)


PEOPLE: tuple[Person, ...] = (
    *_applicants("chenxin", CHENXIN, "陈思远 石晓东", "演示晨芯微电子 申报人 Applicant, clean record"),
    *_applicants("yunheng", YUNHENG, "李若彤 姚启明", "演示云衡机器人 申报人 Applicant, clean record, large"),
    *_applicants("haixi", HAIXI, "王海川 白晓棠", "演示海汐生物 申报人 Applicant, serious tax record last year"),
    *_applicants("yuanshan", YUANSHAN, "赵远航 秦若水", "演示远山新能源 申报人 Applicant, registered outside the area"),
    *_applicants("qinghe", QINGHE, "孙青禾 江一鸣", "演示青禾软件 申报人 Applicant, one record that is not serious"),
    *_applicants("lishi", LISHI, "郑砺 阎子墨", "演示砺石装备 申报人 Applicant, first above scale this year"),
    *_applicants("zhiyuan", ZHIYUAN, "钟致远 段嘉禾", "演示致远光电 申报人 Applicant, taxed elsewhere"),
    *_applicants("muxi", MUXI, "何沐阳 顾清扬", "演示沐溪材料 申报人 Applicant, not in the statistics here"),
    *_applicants("beichen", BEICHEN, "林北辰 卢思琪", "演示北辰物联 申报人 Applicant, deregistered"),
    *_applicants("institute", INSTITUTE, "周文博 汤静文", "演示集成电路研究院 申报人 Applicant, research institute"),
    *_persons("沈知行", "许清和", "Ada Keller"),
    *_department("sti", "科技创新局", "刘建国 吴晓梅 钱多多 金晓阳", "孟庆国", "高明辉 梁静宜 贺兰舟"),
    *_department("econ", "经济发展局", "郑志强 冯雨桐 程思齐 熊若兮", "毛立新", "宋立群 温书言 乔正阳"),
    *_department("comfin", "商务金融局", "黄丽娜 陆天宇 苏婉如 夏明哲", "龚建平", "唐婉清 任弘毅 康乐怡"),
    *_department("bizcoop", "营商合作局", "林子涵 邱明轩 薛雅琴 侯俊杰", "万国梁", "曹振宇 蓝欣然 向天歌"),
    *_department("hr", "组织人事部", "何佳怡 武思源 尹秋实 黎书恒", "常青松", "彭慧敏 莫雨晴 盛长河"),
    _expert(1, "沈国栋", None, "微电子学教授 Professor of microelectronics"),
    _expert(2, "韩雪松", None, "机器人学教授 Professor of robotics"),
    _expert(3, "许若兰", None, "生物医药研究员 Researcher in biomedicine"),
    _expert(4, "邓文涛", CHENXIN, "演示晨芯微电子 总工程师 Chief engineer of an applicant"),
    _expert(5, "傅晓琳", YUNHENG, "演示云衡机器人 技术总监 Technical director of an applicant"),
    _expert(6, "曾庆丰", LISHI, "演示砺石装备 首席科学家 Chief scientist of an applicant"),
    _expert(7, "彭嘉树", None, "注册会计师 Certified public accountant"),
    _expert(8, "方启文", None, "材料学教授 Professor of materials"),
    _expert(9, "葛晓云", None, "软件工程教授 Professor of software engineering"),
    _expert(10, "祝长安", None, "能源研究员 Researcher in energy"),
    _expert(11, "柯静姝", None, "投资评估师 Appraiser of investments"),
    _expert(12, "岳鸿飞", None, "知识产权律师 Lawyer for intellectual property"),
    *_staff(Grant(role="committee"), "committee", "罗振邦 谢婉婷 伍国华 邹静怡 鲁思成", "管委会专题会 成员 Committee member"),
    *_staff(Grant(role="finance"), "finance", "董伟民 袁淑芬 潘志远 于清和", "财政 拨款与对账 Finance, payments and reconciliation"),
    Person(id="head-finance", name="齐正平", grants=(Grant(role="finance", head=True),), position="财政 负责人 Head of finance"),
    _other("auditor", "杜若飞", "auditor", "审计 Auditor, reads everything"),
    _other("operator", "叶知秋", "operator", "运维 Operator"),
    _other("admin", "蒋承宇", "admin", "系统管理员 Administrator"),
    _other("admin-2", "水清源", "admin", "系统管理员 Administrator, who confirms what the other enters"),
)

BY_ID: dict[str, Person] = {person.id: person for person in PEOPLE}

_OF_ANY_ENTERPRISE = re.compile(rf"applicant-({USCC})")


def find(identifier: str) -> Person | None:
    """Return who has an id: a demo person, or whoever applies for the enterprise that `applicant-<credit code>` names."""
    if of_enterprise := _OF_ANY_ENTERPRISE.fullmatch(identifier):
        position = "申报人 Applicant"
        return Person(id=identifier, name="申报人", grants=(Grant(role="applicant"),), enterprise=of_enterprise[1], position=position)
    return BY_ID.get(identifier)
