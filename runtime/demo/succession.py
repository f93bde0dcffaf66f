"""承继演示。An enterprise takes the place of another: refused for want of a paper, filed again, sent back once, and decided by two."""

from __future__ import annotations

from rich.progress import Progress

from runtime.demo.client import DemoClient, DemoNeedsError, stage_of
from runtime.demo.walk import Walk, today

PREDECESSOR, SUCCESSOR = "applicant-beichen", "applicant-yunheng"
OFFICER, HEAD = "officer-bizcoop-1", "approver-bizcoop-1"
PAPER = "吸收合并协议"


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one succession to its end. Needs a running `etown run` in which nobody has taken the place of the predecessor.

    Raises:
        DemoNeedsError: Somebody has: it is for good.
    """
    _Succession(client, progress).all_the_way()


class _Succession(Walk):
    """Two enterprises, of which one takes the place of the other."""

    def __init__(self, client: DemoClient, progress: Progress) -> None:
        super().__init__(client, progress)
        enterprises = {person["id"]: person["enterprise"] for person in client.people()}
        self._predecessor, self._successor = enterprises[PREDECESSOR], enterprises[SUCCESSOR]

    def all_the_way(self) -> None:
        """Have it refused once, and take effect."""
        self._require_free()
        refused = self._file()
        unproven = {"decision": "succession_unproven", "reason": "合并协议未经双方签署"}
        self.do(OFFICER, refused, "succession_check", unproven, "found it not proven; it may be filed again")
        number = self._file()
        self._prove(number)
        sent_back = {"decision": "succession_sent_back", "reason": "请补充核对登记日期"}
        self.do(HEAD, number, "succession_approval", sent_back, "sent it back")
        self._prove(number)
        self.do(HEAD, number, "succession_approval", {"decision": "succession_approved"}, "approved it")
        self.client.wait_for_stage(SUCCESSOR, number, "effective", resource="successions")
        self.say("system", "awards, caps, commitments and debts are the successor's from now on", "effective")
        self._read_by_both(number)

    def _require_free(self) -> None:
        listed = self.client.get(SUCCESSOR, "/successions", stage="effective")["items"]
        if any(one["predecessor"]["uscc"] == self._predecessor for one in listed):
            message = f"{self._successor} has taken the place of {self._predecessor} already, for good: it takes a fresh home."
            raise DemoNeedsError(message)

    def _file(self) -> str:
        body = {"predecessor_uscc": self._predecessor, "successor_uscc": self._successor, "ground": "absorbed"}
        filed = self.client.create(SUCCESSOR, "/successions", body | {"paper": PAPER, "effective_on": today().isoformat()})
        self.say(SUCCESSOR, f"filed {filed['number']}; the register is asked about both", stage_of(filed))
        return str(filed["number"])

    def _prove(self, number: str) -> None:
        proven = {"decision": "succession_proven", "paper": PAPER, "reason": "协议属实，已与登记信息核对"}
        self.do(OFFICER, number, "succession_check", proven, "checked the paper against what the register said")

    def _read_by_both(self, number: str) -> None:
        for person in (SUCCESSOR, PREDECESSOR):
            letters = self.client.get(person, f"/cases/{number}/letters")
            self.say(person, f"read “{letters[-1]['title']}”", "effective")
