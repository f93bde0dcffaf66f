"""演示:申请。One application through every human step to paid: a correction, the panel, an objection, a bank return."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rich.progress import Progress

from runtime.demo.client import DemoClient, DemoError, stage_of
from runtime.demo.walk import CLOSED_ACCOUNT, GOOD_ACCOUNT, PDF, WAN_FEN, Walk, yuan_of

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
        message = f"There is no demonstration of {item}."
        raise DemoError(message)
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
        self._say(APPLICANT, f"draft {application['number']} · {self._item['title']['zh']}")
        for evidence in self._item["evidence"]:
            self.client.upload(APPLICANT, self._id, evidence["code"], f"{evidence['code']}.pdf", PDF)
        self.client.create(APPLICANT, f"/applications/{self._id}/submit")
        self._say(APPLICANT, "submitted with its evidence")

    def _correct(self) -> None:
        defects = [{"code": self._item["evidence"][0]["code"], "reason": "请上传加盖公章的扫描件"}]
        self._do(
            "officer-sti-1",
            "acceptance",
            {"decision": "correction_requested", "defects": defects},
            "asked for a correction; the clock is stopped",
        )
        self.client.upload(APPLICANT, self._id, self._item["evidence"][0]["code"], "stamped.pdf", PDF + b"%stamped\n")
        self._do(APPLICANT, "correction", {"decision": "corrected", "note": "已补正"}, "corrected it")
        self._do("officer-sti-1", "acceptance", {"decision": "accepted"}, "accepted it; seven sources are being asked")
        self.client.wait_for_stage("auditor", self._id, "review")
        self._say("system", "verified: registration, tax, statistics and four credit records")

    def _review(self) -> None:
        if self._item["review"] != "expert":
            recommended = {"decision": "recommended", "opinion": "符合条件"}
            self._do("officer-sti-1", "desk_review", recommended, "confirmed the facts from the papers and recommended it")
            return
        self._do("officer-sti-1", "fact_check", {"decision": "facts_stated"}, "confirmed the facts from the papers")
        self.score(self._id, 85)

    def _decide(self) -> None:
        application = self.client.wait_for_stage("auditor", self._id, "decision")
        self._say("system", f"assessed: {yuan_of(application['award_fen'])}")
        self._do("approver-sti-1", "decision", {"decision": "approved", "opinion": "同意"}, "approved it; the money is pre-committed")

    def _object(self) -> None:
        self.client.wait_for_stage("auditor", self._id, "public_notice", "commitment")
        number, listed = self._number(), self.client.get(None, "/notices", state="open", limit=100)["items"]
        notice = next((found for found in listed if found["application_number"] == number), None)
        if notice is None:
            self._say("public", "came too late to object: the notice is over")
            return
        objection = {"name": "李若彤", "contact": "13800000000", "grounds": "请核实证书编号"}
        self.client.create(OBJECTOR, f"/notices/{notice['id']}/objections", objection)
        self._say("public", "objected by name; the notice is suspended")
        self._do(
            "officer-sti-2",
            "objection_ruling",
            {"decision": "objection_dismissed", "reason": "证书经核实有效"},
            "dismissed it; the notice goes on",
        )
        self.client.wait_for_stage("auditor", self._id, "commitment")
        self._say("system", "the notice is over; the money is committed")

    def _pay(self) -> None:
        self.sign(APPLICANT, self._id, CLOSED_ACCOUNT, "signed the commitment to stay and gave an account (a closed one)")
        self.release(self._id)
        self._do(
            APPLICANT,
            "new_account",
            {"decision": "account_supplied", "account": self.account(self._id, GOOD_ACCOUNT)},
            "the bank returned it; gave another account",
        )
        self._do(
            "finance-3",
            "payee_check",
            {"decision": "payee_accepted", "reason": "户名与登记一致，已电话核实"},
            "found the other account to be the enterprise's own",
        )
        self.release(self._id)
        application = self.client.wait_for_stage("auditor", self._id, "in_force")
        self._say("treasury", f"paid {yuan_of(application['paid_fen'])}; the award is in force")

    def _number(self) -> str:
        return str(self.client.get(APPLICANT, f"/applications/{self._id}")["number"])

    def _do(self, person: str, kind: str, answer: dict[str, Any], what: str) -> None:
        self.do(person, self._id, kind, answer, what)

    def _say(self, who: str, what: str) -> None:
        self.say(who, what, stage_of(self.client.get(APPLICANT, f"/applications/{self._id}")))
