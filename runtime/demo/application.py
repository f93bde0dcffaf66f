"""演示:申请。One application through every human step to paid: a correction, the panel, an objection, a bank return."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient, DemoError
from runtime.demo.walk import CLOSED_ACCOUNT, GOOD_ACCOUNT, PDF, WAN_FEN, Walk, yuan_of
from runtime.demo.words import COMMITTED, CONFIRMED, CONFIRMED_AND_RECOMMENDED, IN_FORCE, PRE_COMMITTED, PUBLIC, SYSTEM

APPLICANT = "applicant-chenxin"
OBJECTOR = "applicant-yunheng"
STANDARD = "core-technology"


def walk(client: DemoClient, progress: Progress, item: str = STANDARD) -> None:
    """Take one application to paid. Needs a running `etown run`.

    Raises:
        DemoError: There is no demonstration of the item.
    """
    told = _told(item, client.mark(6))
    if told is None:
        raise DemoError(Text(f"没有事项“{item}”的演示。", f"There is no demonstration of {item}."))
    _Application(client, progress, item, told).all_the_way()


def _told(item: str, tag: str) -> dict[str, dict[str, Any]] | None:
    """Return what the applicant declares and claims."""
    known: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "innovation-centre": ({"certificate_no": f"BDA-{tag}"}, {"level": "bda", "event": "newly_obtained"}),
        "science-award": ({"certificate_no": f"BJ-{tag}"}, {"prize": "beijing_tech_invention", "grade": "second"}),
        "core-technology": ({"project_no": f"BCX-{tag}"}, {"undertakes_project": True, "rd_investment_fen": 1000 * WAN_FEN}),
    }
    if item not in known:
        return None
    facts, claims = known[item]
    return {"facts": facts, "claims": claims}


class _Application(Walk):
    """One application on its way."""

    def __init__(self, client: DemoClient, progress: Progress, item: str, told: dict[str, dict[str, Any]]) -> None:
        super().__init__(client, progress)
        self._item, self._told = client.get(None, f"/items/{item}"), told
        self._id = ""

    def all_the_way(self) -> None:
        """Take it to paid."""
        self._apply()
        self._correct()
        self._review()
        self._decide()
        self._object()
        self._pay()

    def _apply(self) -> None:
        enterprise = next(person["enterprise"] for person in self.client.people() if person["id"] == APPLICANT)
        draft = {
            "item_code": self._item["code"],
            "enterprise_uscc": enterprise,
            **self._told,
            "matter_date": datetime.now(UTC).date().isoformat(),
        }
        application = self.client.create(APPLICANT, "/applications", draft)
        self._id = application["id"]
        number, title = application["number"], self._item["title"]
        self._say(APPLICANT, Text(f"起草{number} · {title['zh']}", f"draft {number} · {title['en']}"))
        for evidence in self._item["evidence"]:
            self.client.upload(APPLICANT, self._id, evidence["code"], f"{evidence['code']}.pdf", PDF)
        self.client.create(APPLICANT, f"/applications/{self._id}/submit")
        self._say(APPLICANT, Text("提交申请及材料", "submitted with its evidence"))

    def _correct(self) -> None:
        defects = [{"code": self._item["evidence"][0]["code"], "reason": "请上传加盖公章的扫描件"}]
        self._do(
            "officer-sti-1",
            "acceptance",
            {"decision": "correction_requested", "defects": defects},
            Text("要求补正，办理期限暂停计算", "asked for a correction; the clock is stopped"),
        )
        self.client.upload(APPLICANT, self._id, self._item["evidence"][0]["code"], "stamped.pdf", PDF + b"%stamped\n")
        self._do(APPLICANT, "correction", {"decision": "corrected", "note": "已补正"}, Text("已补正", "corrected it"))
        accepted = Text("予以受理，正在向七个部门核验", "accepted it; seven sources are being asked")
        self._do("officer-sti-1", "acceptance", {"decision": "accepted"}, accepted)
        self.client.wait_for_stage("auditor", self._id, "review")
        self._say(
            SYSTEM,
            Text("核验完毕：登记、税务、统计和四类信用记录", "verified: registration, tax, statistics and four credit records"),
        )

    def _review(self) -> None:
        if self._item["review"] != "expert":
            recommended = {"decision": "recommended", "opinion": "符合条件"}
            self._do("officer-sti-1", "desk_review", recommended, CONFIRMED_AND_RECOMMENDED)
            return
        self._do("officer-sti-1", "fact_check", {"decision": "facts_stated"}, CONFIRMED)
        self.score(self._id, 85)

    def _decide(self) -> None:
        application = self.client.wait_for_stage("auditor", self._id, "decision")
        fen = application["award_fen"]
        self._say(SYSTEM, Text(f"核定金额：{write_official(fen)}", f"assessed: {yuan_of(fen)}"))
        self._do("approver-sti-1", "decision", {"decision": "approved", "opinion": "同意"}, PRE_COMMITTED)

    def _object(self) -> None:
        self.client.wait_for_stage("auditor", self._id, "public_notice", "commitment")
        number, listed = self._number(), self.client.get(None, "/notices", state="open", limit=100)["items"]
        notice = next((found for found in listed if found["application_number"] == number), None)
        if notice is None:
            self._say(PUBLIC, Text("公示已经结束，未能提出异议", "came too late to object: the notice is over"))
            return
        objection = {"name": "李若彤", "contact": "13800000000", "grounds": "请核实证书编号"}
        self.client.create(OBJECTOR, f"/notices/{notice['id']}/objections", objection)
        self._say(PUBLIC, Text("实名提出异议，公示中止", "objected by name; the notice is suspended"))
        self._do(
            "officer-sti-2",
            "objection_ruling",
            {"decision": "objection_dismissed", "reason": "证书经核实有效"},
            Text("异议不成立，公示继续", "dismissed it; the notice goes on"),
        )
        self.client.wait_for_stage("auditor", self._id, "commitment")
        self._say(SYSTEM, COMMITTED)

    def _pay(self) -> None:
        signed = Text("签署持续经营承诺，填报收款账户（已销户）", "signed the commitment to stay and gave an account (a closed one)")
        self.sign(APPLICANT, self._id, CLOSED_ACCOUNT, signed)
        self.release(self._id)
        self._do(
            APPLICANT,
            "new_account",
            {"decision": "account_supplied", "account": self.account(self._id, GOOD_ACCOUNT)},
            Text("银行退回，另行填报账户", "the bank returned it; gave another account"),
        )
        self._do(
            "finance-3",
            "payee_check",
            {"decision": "payee_accepted", "reason": "户名与登记一致，已电话核实"},
            Text("核对新账户为该单位所有", "found the other account to be the enterprise's own"),
        )
        self.release(self._id)
        self.see_paid(self._id, IN_FORCE)

    def _number(self) -> str:
        return str(self.client.get(APPLICANT, f"/applications/{self._id}")["number"])

    def _do(self, person: str, kind: str, answer: dict[str, Any], what: Text) -> None:
        self.do(person, self._id, kind, answer, what)

    def _say(self, who: str | Text, what: Text) -> None:
        self.say(who, what, self.client.get(APPLICANT, f"/applications/{self._id}"))
