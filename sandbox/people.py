"""演示人员。Who can sign in at the sandbox: at least one person for every human step, two where four eyes are asked for."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from sandbox.enterprises import CHENXIN, HAIXI, INSTITUTE, LISHI, QINGHE, YUANSHAN, YUNHENG


class Person(BaseModel):
    """A demo person, as the front-end of a first run lists them.

    Attributes:
        id: Subject of the token.
        name: Name in Chinese.
        roles: What they may do.
        departments: Departments they belong to; empty outside the five departments.
        enterprise: Credit code of the beneficiary an applicant acts for.
        employer: Credit code of the organisation an expert is employed by, for conflicts of interest.
        position: What they are, in Chinese and English.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    roles: tuple[str, ...]
    departments: tuple[str, ...] = ()
    enterprise: str | None = Field(default=None, description="统一社会信用代码 Credit code")
    employer: str | None = Field(default=None, description="任职单位 Employer's credit code")
    position: str


def _applicant(key: str, name: str, enterprise: str, position: str) -> Person:
    return Person(id=f"applicant-{key}", name=name, roles=("applicant",), enterprise=enterprise, position=position)


def _staff(role: str, key: str, name: str, department: str, position: str) -> Person:
    return Person(id=f"{role}-{key}", name=name, roles=(role,), departments=(department,), position=position)


def _expert(number: int, name: str, employer: str | None, position: str) -> Person:
    return Person(id=f"expert-{number}", name=name, roles=("expert",), employer=employer, position=position)


def _other(identifier: str, name: str, role: str, position: str) -> Person:
    return Person(id=identifier, name=name, roles=(role,), position=position)


PEOPLE: tuple[Person, ...] = (
    _applicant("chenxin", "陈思远", CHENXIN, "演示晨芯微电子 申报人 Applicant, clean record"),
    _applicant("yunheng", "李若彤", YUNHENG, "演示云衡机器人 申报人 Applicant, clean record, large"),
    _applicant("haixi", "王海川", HAIXI, "演示海汐生物 申报人 Applicant, serious tax record last year"),
    _applicant("yuanshan", "赵远航", YUANSHAN, "演示远山新能源 申报人 Applicant, registered outside the area"),
    _applicant("qinghe", "孙青禾", QINGHE, "演示青禾软件 申报人 Applicant, one record that is not serious"),
    _applicant("institute", "周文博", INSTITUTE, "演示集成电路研究院 申报人 Applicant, research institute"),
    _staff("officer", "sti-1", "刘建国", "sti", "科技创新局 经办人 Officer"),
    _staff("officer", "sti-2", "吴晓梅", "sti", "科技创新局 经办人 Officer"),
    _staff("officer", "econ-1", "郑志强", "econ", "经济发展局 经办人 Officer"),
    _staff("officer", "econ-2", "冯雨桐", "econ", "经济发展局 经办人 Officer"),
    _staff("officer", "comfin-1", "黄丽娜", "comfin", "商务金融局 经办人 Officer"),
    _staff("officer", "bizcoop-1", "林子涵", "bizcoop", "营商合作局 经办人 Officer"),
    _staff("officer", "bizcoop-2", "邱明轩", "bizcoop", "营商合作局 经办人 Officer"),
    _staff("officer", "hr-1", "何佳怡", "hr", "组织人事部 经办人 Officer"),
    _staff("approver", "sti-1", "高明辉", "sti", "科技创新局 局长 Department head"),
    _staff("approver", "sti-2", "梁静宜", "sti", "科技创新局 副局长 Deputy head"),
    _staff("approver", "econ-1", "宋立群", "econ", "经济发展局 局长 Department head"),
    _staff("approver", "comfin-1", "唐婉清", "comfin", "商务金融局 局长 Department head"),
    _staff("approver", "bizcoop-1", "曹振宇", "bizcoop", "营商合作局 局长 Department head"),
    _staff("approver", "bizcoop-2", "蓝欣然", "bizcoop", "营商合作局 副局长 Deputy head"),
    _staff("approver", "hr-1", "彭慧敏", "hr", "组织人事部 部长 Department head"),
    _expert(1, "沈国栋", None, "微电子学教授 Professor of microelectronics"),
    _expert(2, "韩雪松", None, "机器人学教授 Professor of robotics"),
    _expert(3, "许若兰", None, "生物医药研究员 Researcher in biomedicine"),
    _expert(4, "邓文涛", CHENXIN, "演示晨芯微电子 总工程师 Chief engineer of an applicant"),
    _expert(5, "傅晓琳", YUNHENG, "演示云衡机器人 技术总监 Technical director of an applicant"),
    _expert(6, "曾庆丰", LISHI, "演示砺石装备 首席科学家 Chief scientist of an applicant"),
    _expert(7, "彭嘉树", None, "注册会计师 Certified public accountant"),
    _other("committee-1", "罗振邦", "committee", "管委会专题会 成员 Committee member"),
    _other("committee-2", "谢婉婷", "committee", "管委会专题会 成员 Committee member"),
    _other("finance-1", "董伟民", "finance", "财政 拨款经办 Finance, instructs payments"),
    _other("finance-2", "袁淑芬", "finance", "财政 拨款复核 Finance, confirms payments"),
    _other("finance-3", "潘志远", "finance", "财政 对账 Finance, reconciles"),
    _other("auditor", "杜若飞", "auditor", "审计 Auditor, reads everything"),
    _other("operator", "叶知秋", "operator", "运维 Operator"),
    _other("admin", "蒋承宇", "admin", "系统管理员 Administrator"),
)

BY_ID: dict[str, Person] = {person.id: person for person in PEOPLE}
