"""拨付前核查。What speaks against paying an award now: its enterprise, its records, its conduct, and a suspension of its item.

The general terms are asked again as they were on the day of the application, and of what has come to light since. A finding is JSON, kept
with the payment. Two findings are the same when they are equal: what an approver let pass once is not asked about again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from policy.days import in_chinese
from policy.folding import fold
from policy.judging.documents import APPLICANT_TYPES, RECORD, counted_records, row_of_applicant
from policy.judging.provenance import SOURCE_NAMES
from policy.judging.suspension import Suspension
from policy.language.facts import Json
from policy.language.items import Item
from policy.language.readers import LetterReader, Values
from policy.money import in_yuan
from policy.opinions_2022_8.general_terms import CITATION, who_may_apply
from policy.text import Condition, Text

Finding: TypeAlias = dict[str, Any]

_REGISTERED: Final = "registered_in_area"
_PROPOSED: Final = frozenset({"clawback_proposed", "debarment_proposed", "subject_pending", "reduction_open"})
_WITH_US: Final = frozenset({"breach_open", "clawback_open", "debarment_open", "debarred", "leaving"})
_TAKES_TWO: Final = frozenset(
    {"figures_changed", "upstream_lowered", "interest_lowered", "commitment_broken", "repayment_reckoned", "less_is_due"}
)
_CLOSED: Final = "subject_closed"
_SOURCES: Final = next(fact for fact in RECORD if fact.code == "source").options

GONE: Final = {
    "unknown": Text("经查询登记机关，没有该单位的登记", "The business register does not know the enterprise"),
    "deregistered": Text("经查询登记机关，该单位已经注销", "By the business register the enterprise has been deregistered"),
    "revoked": Text("经查询登记机关，该单位已被吊销营业执照", "By the business register the enterprise's licence has been revoked"),
}
_RENAMED: Final = Text(
    "经查询登记机关，该单位登记为“{now}”，此前为“{before}”", "By the register the enterprise is “{now}”; it was “{before}”"
)
_OTHER_KIND: Final = Text(
    "经查询登记机关，该单位登记为{now}，此前为{before}", "By the register the enterprise is now: {now}; it was: {before}"
)
_SUCCEEDED: Final = Text(
    "该单位的权利义务已由“{payee}”承继，收款账户户名为“{holder}”",
    "“{payee}” has taken the place of the enterprise, and the account is in the name of “{holder}”",
)
_LOST: Final = {
    _REGISTERED: Text("经查询登记机关，该单位不在亦庄新城注册", "The enterprise is not registered in E-Town New City"),
    "taxed_in_area": Text("经查询税务部门，该单位不在亦庄新城纳税", "The enterprise does not pay its taxes in E-Town New City"),
    "statistics_in_area": Text(
        "经查询统计部门，该单位不在亦庄新城进行统计登记", "The enterprise is not registered for statistics in E-Town New City"
    ),
}
_RECORDED: Final = Text("经查询{source}，有{on}的严重不良行为记录", "There is a serious bad record of {on} at {source}")
_RECORDED_SINCE: Final = Text(
    "经查询{source}，申请之后有{on}的严重不良行为记录", "There is a serious bad record of {on} at {source}, after the application"
)
_MINOR_SINCE: Final = Text(
    "经查询{source}，申请之后有{on}的不良行为记录", "There is a bad record of {on} at {source}, after the application"
)
_FIGURES: Final = Text(
    "{by}的数据与核定时不一致，应按更正后的数据再决定", "The figures of {by} are other than at the assessment; decide anew"
)
_WITHDRAWN: Final = Text("{by}已撤回核定所依据的数据", "The figures the award rests on were withdrawn by {by}")
_BREACH: Final = Text("该单位持续经营承诺的违反承诺处理尚未结束", "A suspected breach of the enterprise's commitment to stay is still open")
_CLAWBACK: Final = Text("该单位的资金追回尚未结清", "A clawback of the enterprise is still open")
_UNDECIDED: Final = Text("对该单位骗取支持资金的处理尚未结束", "Whether the enterprise is barred for fraud is not decided yet")
_CLAWBACK_PROPOSED: Final = Text(
    "对该单位的资金追回仅为拟议，尚未批准，也未告知该单位",
    "A clawback of the enterprise is only proposed: nobody has approved it, and the enterprise was not told",
)
_DEBARMENT_PROPOSED: Final = Text(
    "对该单位的限制申报仅在拟议，尚未听取该单位意见，也未告知该单位",
    "Whether the enterprise is to be barred for fraud is only being considered: it was neither heard nor told",
)
_CLOSED_BY_FRAUD: Final = Text(
    "该支持对象曾以虚报等手段骗取支持资金（{number}），不再给予支持",
    "Support for this was got by fraud before ({number}); it is not supported any more",
)
_CLOSED_BY_ANOTHER: Final = Text(
    "该支持对象此前有单位以骗取方式获得支持，不再给予支持",
    "Somebody got support for this by fraud before; it is not supported any more",
)
_PENDING: Final = Text("此前就同一支持对象给予的支持尚未确定", "Earlier support for the same subject is not final yet")
_REDUCED: Final = Text(
    "该项支持正在按更正后的事实办理调减（{number}），尚未办结",
    "By corrected facts less of the award may be due ({number}), which is not over yet",
)
_BROKEN: Final = Text("该项支持的持续经营承诺已因违反承诺于{on}终结", "The commitment to stay for this award was broken, and ended on {on}")
_BROKEN_BESIDE: Final = Text(
    "该单位自{on}起未遵守持续经营承诺，已经认定；该项支持的承诺签于认定之前，所涉资金当时未在单位",
    "From {on} on the enterprise did not keep its commitment to stay, as was found; this award was signed for before, and not paid then",
)
_RECKONED: Final = Text(
    "该单位违反承诺或者变动应退回的资金，已按此前拨付的金额核算为{amount}",
    "What is to be repaid for a breach or a move was reckoned as {amount}, on what was paid before",
)
_BARRED: Final = Text("该单位曾骗取支持资金，限制申报至{until}", "The enterprise got support by fraud and is barred until {until}")
_LEAVING: Final = Text(
    "该单位已提交变动备案（{kind}，拟于{on}变动），尚未办结", "The enterprise has filed a change ({kind}, on {on}) that is not decided yet"
)
_LEAVING_DECIDED: Final = Text(
    "该单位的变更（{kind}，拟于{on}变动）已予备案，届时所涉承诺终结",
    "A change of the enterprise ({kind}, on {on}) is on file and ends what it had committed to",
)


@dataclass(frozen=True, slots=True)
class Conduct:
    """How an enterprise stands with us (general term 6).

    Attributes:
        in_breach: Whether its commitment to stay is being looked into.
        clawbacks: The numbers of the clawbacks open against it that it was told of.
        leaving: Changes it has filed that would end what binds it and have not taken effect: the `kind` as people read it, `planned_on`,
            and whether it is `decided` that they stand.
        barred: What bars it from support on the day: the `number` of each debarment, and its last day (`until`).
        undecided: The numbers of the debarments it was told of that are not decided yet.
        proposed_clawbacks: The numbers of those that are only proposed: it was not told, and they may still be refused.
        proposed_debarments: The numbers of those that it was neither heard nor told about yet.
    """

    in_breach: bool
    clawbacks: tuple[str, ...]
    leaving: tuple[Mapping[str, Json], ...] = ()
    barred: tuple[Mapping[str, Json], ...] = ()
    undecided: tuple[str, ...] = ()
    proposed_clawbacks: tuple[str, ...] = ()
    proposed_debarments: tuple[str, ...] = ()

    @property
    def barred_until(self) -> str | None:
        """The last day on which it is barred, if it is."""
        return max((str(one["until"]) for one in self.barred), default=None)


def findings(  # noqa: PLR0913 - what is looked at, each by name
    item: Item,
    law: Values,
    *,
    status: str | None,
    identity: Mapping[str, Any] | None,
    applicant: Mapping[str, Json],
    records: list[dict[str, Json]],
    applied_on: date,
    suspensions: Sequence[Suspension],
    conduct: Conduct,
) -> list[Finding]:
    """Return what speaks against paying, in the order of the general terms.

    Args:
        item: What the award is for; some items address applicants that need not be registered here.
        law: Its figures in force: whose records are not read.
        status: What the register says of the enterprise, or None if it does not know it.
        identity: How the register knows it by another name or as another kind than was known, with both.
        applicant: The applicant by the sources, as an assessment reads it.
        records: Every bad record of the four departments, with what happened.
        applied_on: The day of the application: the three years of records end on it.
        suspensions: What suspends the item now, and what closes it for the matter.
        conduct: How the enterprise stands.
    """
    reader = LetterReader()
    who_may_apply(item.addresses, Values(row_of_applicant(applicant, applied_on)), law, reader)
    failed = {entry.code for entry in reader.entries if not entry.holds}
    gone = None if applicant["type"] == "person" else status or "unknown"
    found = [_finding(gone, GONE[gone])] if gone in GONE else []
    # Whoever is gone is registered nowhere; that is one thing found, not two.
    found += [_finding(code, text) for code, text in _LOST.items() if code in failed and not (found and code == _REGISTERED)]
    if identity is not None:
        found.append(_of_identity(identity))
    if applicant["type"] not in {"person", *law.record_exempts}:
        found += _recorded(records, applied_on)
    found += map(suspended, suspensions)
    return found + of_conduct(conduct)


def of_conduct(conduct: Conduct) -> list[Finding]:
    """Return what speaks against an enterprise in how it stands with us, as findings."""
    found: list[Finding] = []
    if conduct.in_breach:
        found.append(_finding("breach_open", _BREACH))
    if conduct.clawbacks:
        found.append(_finding("clawback_open", _CLAWBACK, clawbacks=list(conduct.clawbacks)))
    if conduct.undecided:
        found.append(_finding("debarment_open", _UNDECIDED, debarments=list(conduct.undecided)))
    if conduct.barred_until is not None:
        words = Text(_BARRED.zh.format(until=_zh(conduct.barred_until)), _BARRED.en.format(until=conduct.barred_until))
        found.append(_finding("debarred", words, debarments=[dict(one) for one in conduct.barred]))
    return found + of_filings(conduct) + of_proposals(conduct)


def of_filings(conduct: Conduct) -> list[Finding]:
    """Return the changes an enterprise has filed that would end what binds it, as findings: whoever pays reads them beforehand."""
    return [_of_leaving(filed) for filed in conduct.leaving]


def of_proposals(conduct: Conduct) -> list[Finding]:
    """Return what is only proposed against an enterprise, as findings: it keeps a payment waiting, and nothing is decided on it."""
    found: list[Finding] = []
    if conduct.proposed_clawbacks:
        found.append(_finding("clawback_proposed", _CLAWBACK_PROPOSED, clawbacks=list(conduct.proposed_clawbacks)))
    if conduct.proposed_debarments:
        found.append(_finding("debarment_proposed", _DEBARMENT_PROPOSED, debarments=list(conduct.proposed_debarments)))
    return found


def no_longer_so(found: Iterable[Finding], conduct: Conduct) -> list[Finding]:
    """Return what was found of how an enterprise stands with us and is over by now, such as a clawback that was paid meanwhile."""
    stands = [(finding["code"], finding.get("filing")) for finding in of_conduct(conduct)]
    return [finding for finding in found if finding["code"] in _WITH_US and (finding["code"], finding.get("filing")) not in stands]


def only_proposed(found: Iterable[Finding]) -> list[Finding]:
    """Return those of the findings that are only proposed, and that nobody outside is told of."""
    return [finding for finding in found if finding["code"] in _PROPOSED]


def _of_leaving(filed: Mapping[str, Json]) -> Finding:
    kind, on = filed["kind"], filed["planned_on"]
    text = _LEAVING_DECIDED if filed["decided"] else _LEAVING
    words = Text(text.zh.format(kind=kind["zh"], on=_zh(on)), text.en.format(kind=kind["en"].lower(), on=on))
    return _finding("leaving", words, filing=dict(filed))


def suspended(suspension: Suspension) -> Finding:
    """Return that a superior policy suspends the item, as a finding."""
    return _finding("suspended", suspension.refusal().detail, suspension=suspension.as_dict())


def of_successor(payee: str, holder: str) -> Finding:
    """Return that whoever took the place of an enterprise would be paid to an account in another name."""
    names = {"payee": payee, "holder": holder}
    return _finding("succeeded", Text(_SUCCEEDED.zh.format(**names), _SUCCEEDED.en.format(**names)), **names)


def of_closed_subject(number: str, *, is_own: bool) -> Finding:
    """Return that a demand for fraud has closed what is paid for, as a finding: nobody lets that pass.

    Args:
        number: The demand.
        is_own: Whether it is on an award of the payee itself: of another's, neither the number nor whose it was is told.
    """
    if not is_own:
        return _finding(_CLOSED, _CLOSED_BY_ANOTHER)
    return _finding(_CLOSED, Text(_CLOSED_BY_FRAUD.zh.format(number=number), _CLOSED_BY_FRAUD.en.format(number=number)), clawback=number)


def of_pending_subject() -> Finding:
    """Return that earlier support for the same may have been got by fraud, as a finding that tells nobody so: it may come to nothing."""
    return _finding("subject_pending", _PENDING)


def of_open_reduction(number: str) -> Finding:
    """Return that a re-decision by which less of the award is due is open, as a finding: the payment waits for what becomes of it."""
    return _finding("reduction_open", Text(_REDUCED.zh.format(number=number), _REDUCED.en.format(number=number)), redecision=number)


def of_broken_commitment(on: date) -> Finding:
    """Return that what was signed for the award was broken and has ended, as a finding."""
    return _finding("commitment_broken", Text(_BROKEN.zh.format(on=in_chinese(on)), _BROKEN.en.format(on=on)), ended_on=on.isoformat())


def of_breach_beside(on: date) -> Finding:
    """Return that a breach was found that reached no money of the award, since there was none with its enterprise, as a finding."""
    words = Text(_BROKEN_BESIDE.zh.format(on=in_chinese(on)), _BROKEN_BESIDE.en.format(on=on))
    return _finding("commitment_broken", words, breach_on=on.isoformat())


def of_reckoned_repayment(amount_fen: int) -> Finding:
    """Return that what is taken back of the award was reckoned already, on what was paid of it until then, as a finding."""
    amount = in_yuan(amount_fen)
    words = Text(_RECKONED.zh.format(amount=amount.zh), _RECKONED.en.format(amount=amount.en))
    return _finding("repayment_reckoned", words, amount_fen=amount_fen)


def of_less_due(due_fen: int) -> Finding:
    """Return that with what its enterprise has of an award more would be paid than is due by what was decided anew, as a finding."""
    due = in_yuan(due_fen)
    words = Text(
        f"该项支持经再决定应支持{due.zh}，连同单位已有的资金，本次拨付将超出",
        f"By what was decided anew {due.en} is due of the award; with what its enterprise has of it, this would be more",
    )
    return _finding("less_is_due", words, due_fen=due_fen)


def lowered(now_fen: int, policies: Text) -> Finding:
    """Return that superior policies have lowered what was awarded, as a finding, with what it comes to by the lower figure, in fen."""
    now = in_yuan(now_fen)
    words = Text(
        f"审定之后，{policies.zh}调低了支持标准，按调低后的标准核算为{now.zh}",
        f"Since the decision the support was lowered by {policies.en}; by the lower figure it comes to {now.en}",
    )
    return _finding("figure_lowered", words, now_fen=now_fen)


def figures_changed(by: Sequence[str], before: Mapping[str, Json], now: Mapping[str, Json]) -> Finding:
    """Return that sources count otherwise than what was awarded rests on, as a finding, with both; None where they withdrew a figure."""
    words = _said_by(by, _FIGURES) if any(value is not None for value in now.values()) else figures_withdrawn(by)
    return _finding("figures_changed", words, before=dict(before), now=dict(now))


def figures_withdrawn(by: Sequence[str]) -> Text:
    """Return the sentence that sources have withdrawn the figures an award rests on."""
    return _said_by(by, _WITHDRAWN)


def _said_by(by: Sequence[str], text: Text) -> Text:
    names = [SOURCE_NAMES[source] for source in by]
    return Text(text.zh.format(by="、".join(name.zh for name in names)), text.en.format(by=" and ".join(name.en for name in names)))


def upstream_doubted(code: str, clause: str, condition: Condition, doubts: Sequence[Text] = ()) -> Finding:
    """Return that an upstream registry does not bear out any more what an award matches, as a finding, with what contradicts itself."""
    words = Text(condition.unmet, f"This does not hold any more: {condition.en[0].lower()}{condition.en[1:]}")
    return _finding(code, words, doubts=[doubt.as_dict() for doubt in doubts]) | {"clause": clause}


def upstream_lowered(clause: str, now_fen: int) -> Finding:
    """Return that the upstream has taken money back since the assessment, as a finding, with what the clause gives now, in fen."""
    now = in_yuan(now_fen)
    words = Text(
        f"核定之后，上级资金有收回或者调减，按现有上级资金核算为{now.zh}",
        f"Since the assessment the upstream has taken money back; for what remains it comes to {now.en}",
    )
    return _finding("upstream_lowered", words, now_fen=now_fen) | {"clause": clause}


def interest_lowered(clause: str, now_fen: int) -> Finding:
    """Return that the bank certifies less interest than at the assessment, as a finding, with what the clause gives now, in fen."""
    now = in_yuan(now_fen)
    words = Text(
        f"核定之后，贷款银行更正了付息凭证，按现有凭证核算为{now.zh}",
        f"Since the assessment the bank has corrected its certificate of interest; by it the award comes to {now.en}",
    )
    return _finding("interest_lowered", words, now_fen=now_fen) | {"clause": clause}


def _of_identity(identity: Mapping[str, Any]) -> Finding:
    before, now = identity["known"], identity["registered"]
    if fold(before["name"]) != fold(now["name"]):
        names = {"now": now["name"], "before": before["name"]}
        words = Text(_RENAMED.zh.format(**names), _RENAMED.en.format(**names))
    else:
        kinds = APPLICANT_TYPES[now["kind"]], APPLICANT_TYPES[before["kind"]]
        words = Text(
            _OTHER_KIND.zh.format(now=kinds[0].zh, before=kinds[1].zh),
            _OTHER_KIND.en.format(now=kinds[0].en.lower(), before=kinds[1].en.lower()),
        )
    return _finding("identity", words, **identity)


def _recorded(records: list[dict[str, Json]], applied_on: date) -> list[Finding]:
    """Return the serious records that bar the application by its day, and all that came after it: those an approver looks at."""
    barring = counted_records(records, applied_on)
    since = [record for record in records if date.fromisoformat(record["on"]) > applied_on]
    return [_of_record("serious_record", _RECORDED, record) for record in barring] + [
        _of_record("record_since_application", _RECORDED_SINCE if record["serious"] else _MINOR_SINCE, record) for record in since
    ]


def _of_record(code: str, text: Text, record: Mapping[str, Json]) -> Finding:
    source = _SOURCES[record["source"]]
    words = Text(text.zh.format(source=f"{source.zh}部门", on=_zh(record["on"])), text.en.format(source=source.en.lower(), on=record["on"]))
    return _finding(code, words, record=dict(record))


def _zh(day: str) -> str:
    """Return a day of JSON as it is written in Chinese."""
    return in_chinese(date.fromisoformat(day))


def is_due_otherwise(found: Iterable[Finding]) -> bool:
    """Tell whether paying as it is takes two people.

    So it does where a source has changed what the award rests on, and where what was decided elsewhere, as of a breach, rests on what was
    paid until then.
    """
    return any(finding["code"] in _TAKES_TWO for finding in found)


def _finding(code: str, text: Text, **more: Json) -> Finding:
    return {"code": code, "clause": CITATION, "text": text.as_dict(), **more}


def not_accepted(found: Iterable[Finding], accepted: Iterable[Finding]) -> list[Finding]:
    """Return the findings that no approver has let pass yet; that fraud has closed the subject is let pass by none."""
    passed = [finding for finding in accepted if finding["code"] != _CLOSED]
    return [finding for finding in found if finding not in passed]


def is_closed(found: Iterable[Finding]) -> bool:
    """Tell whether fraud was found to have closed what is paid for."""
    return any(finding["code"] == _CLOSED for finding in found)
