"""变更申请演示。A project whose task book changes while it is carried out: accepted, adjusted, refused, withdrawn; then paid (clause 3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rich.progress import Progress

from policy.money import write_official
from policy.text import Text
from runtime.demo.client import DemoClient
from runtime.demo.post_grant import WINNER, PostGrant
from runtime.demo.walk import WAN_FEN, yuan_of
from runtime.demo.words import SYSTEM, in_words

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
        number = self._apply({"milestones": later}, "关键设备进口许可延迟", "permit.pdf", Text("申请延长时间", "applied for more time"))
        self._review("设备确未到货", Text("对照前后版本进行审核", "reviewed it, with both versions before them"))
        self._decide({"decision": "change_accepted"}, Text("同意变更", "accepted it"))
        due = [self._change(number)["agreed"][0][when][0]["due_on"] for when in ("before", "after")]
        task = self.client.wait_for_tasks(WINNER, self._won, "milestone_report")[0]
        by = task["due_at"][:10]
        zh = f"第一个里程碑：{due[0]} → {due[1]}，报告于{by}前提交"
        self._told(SYSTEM, Text(zh, f"the first milestone: {due[0]} → {due[1]}; its report is due by {by}"))

    def _another_budget(self) -> None:
        number = self._apply(
            {"budget": ASKED}, "试制以人工为主", "budget.pdf", Text("申请调整科目之间的预算", "applied to move money between headings")
        )
        self._review("劳务费偏高，建议调整", Text("审核并提出调整意见", "reviewed it and put it otherwise"), changes={"budget": ADJUSTED})
        adjusted = {"decision": "change_adjusted", "reason": "劳务费偏高", "changes": {"budget": ADJUSTED}}
        self._decide(adjusted, Text("调整后同意变更", "accepted it with changes"))
        fen = [self._change(number)[name][0]["after"][1]["fen"] for name in ("differences", "agreed")]
        zh = f"劳务费：申请{write_official(fen[0])}，同意{write_official(fen[1])}，计划成本不变"
        self._told(SYSTEM, Text(zh, f"labour: asked {yuan_of(fen[0])}, agreed {yuan_of(fen[1])}; the planned cost stays"))

    def _refused(self) -> None:
        number = self._apply({"goals": "仅完成样机"}, "市场变化", "market.pdf", Text("申请减少任务内容", "applied for less content"))
        self._review("背离榜单要求", Text("审核", "reviewed it"), recommend=False)
        self._decide({"decision": "change_refused", "reason": "背离榜单要求"}, Text("不同意变更", "refused it"))
        letter = self.client.get(WINNER, f"/projects/{self._won}/changes/{number}/letter")["text"]
        refused = in_words(Text("不同意变更", "It is refused"))
        said = next(line.strip() for line in letter.splitlines() if refused in line)
        self._told(WINNER, Text(f"收到通知书：{said}", f"read the letter: {said}"))

    def _withdrawn(self) -> None:
        number = self._apply({"partners": []}, "合作终止", "partners.pdf", Text("申请变更合作单位", "applied about its partners"))
        self.client.create(WINNER, f"/projects/{self._won}/changes/{number}/withdraw", {"reason": "不再需要"})
        found = self._agreed()
        version, states = found["version"], [change["state"] for change in found["changes"]]
        zh = f"撤回申请；现行为第{version}版（{'、'.join(state['zh'] for state in states)}）"
        en = f"withdrew it; version {version} is in force ({', '.join(state['en'].lower() for state in states)})"
        self._told(WINNER, Text(zh, en))

    def _apply(self, changes: dict[str, Any], reason: str, paper: str, what: Text) -> int:
        self._prove("change_evidence", paper)
        self.client.create(WINNER, f"/projects/{self._won}/changes", {"changes": changes, "reason": reason})
        self._told(WINNER, what)
        number: int = self._agreed()["changes"][-1]["number"]
        return number

    def _told(self, who: str | Text, what: Text) -> None:
        """Say something of the project, which is carried out all the time."""
        self.say(who, what, self.client.get("auditor", f"/projects/{self._won}"))

    def _review(self, opinion: str, what: Text, *, recommend: bool = True, **suggested: Any) -> None:  # noqa: ANN401 - JSON
        answer = {"decision": "change_reviewed", "opinion": opinion, "recommend": recommend} | suggested
        self._step(self.officer, "change_review", answer, what)

    def _decide(self, answer: dict[str, Any], what: Text) -> None:
        self._step(self.head, "change_decision", answer, what)

    def _agreed(self) -> dict[str, Any]:
        return dict(self.client.get(WINNER, f"/projects/{self._won}/changes"))

    def _change(self, number: int) -> dict[str, Any]:
        return dict(self.client.get(WINNER, f"/projects/{self._won}/changes/{number}"))
