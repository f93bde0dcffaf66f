"""承继演示。An enterprise takes the place of another: refused for want of a paper, filed again, sent back once, and decided by two."""

from __future__ import annotations

from rich.progress import Progress

from policy.text import Text
from runtime.demo.client import DemoClient, DemoNeedsError
from runtime.demo.walk import Walk, today
from runtime.demo.words import APPROVED, SYSTEM

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
        said = Text("认为承继证明不足，可以重新申报", "found it not proven; it may be filed again")
        self.do(OFFICER, refused, "succession_check", unproven, said)
        number = self._file()
        self._prove(number)
        sent_back = {"decision": "succession_sent_back", "reason": "请补充核对登记日期"}
        self.do(HEAD, number, "succession_approval", sent_back, Text("退回补充核对", "sent it back"))
        self._prove(number)
        self.do(HEAD, number, "succession_approval", {"decision": "succession_approved"}, APPROVED)
        effective = self.client.wait_for_stage(SUCCESSOR, number, "effective", resource="successions")
        zh = "支持、限额、承诺和债务自此由承继单位承继"
        self.say(SYSTEM, Text(zh, "awards, caps, commitments and debts are the successor's from now on"), effective)
        self._read_by_both(number)

    def _require_free(self) -> None:
        listed = self.client.get(SUCCESSOR, "/successions", stage="effective")["items"]
        if any(one["predecessor"]["uscc"] == self._predecessor for one in listed):
            zh = f"{self._successor}已经承继{self._predecessor}，且不可撤回：请换一个数据目录（ETOWN_HOME）再演示。"
            en = f"{self._successor} has taken the place of {self._predecessor} already, for good: it takes a fresh home."
            raise DemoNeedsError(Text(zh, en))

    def _file(self) -> str:
        body = {"predecessor_uscc": self._predecessor, "successor_uscc": self._successor, "ground": "absorbed"}
        filed = self.client.create(SUCCESSOR, "/successions", body | {"paper": PAPER, "effective_on": today().isoformat()})
        number = str(filed["number"])
        said = Text(f"申报承继{number}，正在向登记机关核实双方", f"filed {number}; the register is asked about both")
        self.say(SUCCESSOR, said, filed)
        return number

    def _prove(self, number: str) -> None:
        proven = {"decision": "succession_proven", "paper": PAPER, "reason": "协议属实，已与登记信息核对"}
        checked = Text("与登记信息核对协议", "checked the paper against what the register said")
        self.do(OFFICER, number, "succession_check", proven, checked)

    def _read_by_both(self, number: str) -> None:
        for person in (SUCCESSOR, PREDECESSOR):
            letters = self.client.get(person, f"/cases/{number}/letters")
            title = letters[-1]["title"]
            self.say(person, Text(f"收到《{title}》", f"read “{title}”"))
