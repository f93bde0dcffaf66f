"""变更申请演示。A project whose task book changes while it is carried out: accepted, adjusted, refused, withdrawn; then paid (clause 3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rich.progress import Progress

from runtime.demo.client import DemoClient
from runtime.demo.post_grant import WINNER, PostGrant
from runtime.demo.walk import WAN_FEN, yuan_of

MORE_TIME = timedelta(days=60)
ASKED = [{"heading": "equipment", "fen": 180 * WAN_FEN}, {"heading": "labour", "fen": 120 * WAN_FEN}]
ADJUSTED = [{"heading": "equipment", "fen": 220 * WAN_FEN}, {"heading": "labour", "fen": 80 * WAN_FEN}]


def walk(client: DemoClient, progress: Progress) -> None:
    """Take one project through four changes of its task book to its end. Needs a running `etown run`."""
    _ChangeApplication(client, progress).all_the_way()


class _ChangeApplication(PostGrant):
    """One project on its way, and what of its task book changes."""

    def all_the_way(self) -> None:
        """Take it to paid by its newest version."""
        self.begin()
        self._more_time()
        self._another_budget()
        self._refused()
        self._withdrawn()
        self.finish()

    def _more_time(self) -> None:
        milestones = self._agreed()["terms"]["milestones"]
        later = [one | {"due_on": (date.fromisoformat(one["due_on"]) + MORE_TIME).isoformat()} for one in milestones]
        number = self._apply({"milestones": later}, "关键设备进口许可延迟", "permit.pdf", "for more time")
        self._review("设备确未到货", "reviewed it, with both versions before them")
        self._decide({"decision": "change_accepted"}, "accepted it")
        due = [self._change(number)["agreed"][0][when][0]["due_on"] for when in ("before", "after")]
        task = self.client.wait_for_tasks(WINNER, self._won, "milestone_report")[0]
        self.say("system", f"the first milestone: {due[0]} → {due[1]}; its report is due by {task['due_at'][:10]}", "delivery")

    def _another_budget(self) -> None:
        number = self._apply({"budget": ASKED}, "试制以人工为主", "budget.pdf", "to move money between headings")
        self._review("劳务费偏高，建议调整", "reviewed it and put it otherwise", changes={"budget": ADJUSTED})
        adjusted = {"decision": "change_adjusted", "reason": "劳务费偏高", "changes": {"budget": ADJUSTED}}
        self._decide(adjusted, "accepted it with changes")
        fen = [self._change(number)[name][0]["after"][1]["fen"] for name in ("differences", "agreed")]
        self.say("system", f"labour: asked {yuan_of(fen[0])}, agreed {yuan_of(fen[1])}; the planned cost stays", "delivery")

    def _refused(self) -> None:
        number = self._apply({"goals": "仅完成样机"}, "市场变化", "market.pdf", "for less content")
        self._review("背离榜单要求", "reviewed it", recommend=False)
        self._decide({"decision": "change_refused", "reason": "背离榜单要求"}, "refused it")
        letter = self.client.get(WINNER, f"/projects/{self._won}/changes/{number}/letter")["text"]
        self.say(WINNER, f"read the letter: {next(line.strip() for line in letter.splitlines() if '不同意变更' in line)}", "delivery")

    def _withdrawn(self) -> None:
        number = self._apply({"partners": []}, "合作终止", "partners.pdf", "about its partners")
        self.client.create(WINNER, f"/projects/{self._won}/changes/{number}/withdraw", {"reason": "不再需要"})
        found = self._agreed()
        states = ", ".join(change["state"]["en"].lower() for change in found["changes"])
        self.say(WINNER, f"withdrew it; version {found['version']} is in force ({states})", "delivery")

    def _apply(self, changes: dict[str, Any], reason: str, paper: str, what: str) -> int:
        self._prove("change_evidence", paper)
        self.client.create(WINNER, f"/projects/{self._won}/changes", {"changes": changes, "reason": reason})
        self.say(WINNER, f"applied {what}", "delivery")
        number: int = self._agreed()["changes"][-1]["number"]
        return number

    def _review(self, opinion: str, what: str, *, recommend: bool = True, **suggested: Any) -> None:  # noqa: ANN401 - JSON
        answer = {"decision": "change_reviewed", "opinion": opinion, "recommend": recommend} | suggested
        self._step(self.officer, "change_review", answer, what)

    def _decide(self, answer: dict[str, Any], what: str) -> None:
        self._step(self.head, "change_decision", answer, what)

    def _agreed(self) -> dict[str, Any]:
        return dict(self.client.get(WINNER, f"/projects/{self._won}/changes"))

    def _change(self, number: int) -> dict[str, Any]:
        return dict(self.client.get(WINNER, f"/projects/{self._won}/changes/{number}"))
