"""承继文书的测试。The papers of a succession: both enterprises, the ground, what is decided from when, why not, and the remedies."""

from __future__ import annotations

from datetime import date

import pytest

from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.paper import set_paper
from policy.letters.succession_notice import Filed, Party, succession_granted, succession_refused, succession_taken_in
from policy.succession import GROUNDS, Ground
from tests.architecture.chinese import faults_of

BODIES = Bodies("某市人民政府", "某区人民法院")
MATTER = Matter("SU-2026-000007", "乙公司、甲公司", "bizcoop", date(2026, 5, 11))
BEFORE, AFTER = Party("甲公司", "91110302MA9DA00937"), Party("乙公司", "91110302MA9DA00269")
FILED = Filed(BEFORE, AFTER, Ground.ABSORBED, "吸收合并协议", date(2026, 3, 1))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers_of_a_succession_have_numbers_of_their_own_and_name_both(language: str) -> None:
    papers = [
        succession_taken_in(MATTER, FILED, language),
        succession_granted(MATTER, FILED, BODIES, language),
        succession_refused(MATTER, FILED, "协议未生效。", BODIES, language),
    ]
    texts = [set_paper(paper, language) for paper in papers]
    assert len({paper.word for paper in papers}) == len(papers)
    assert all(party.named(language) in text for text in texts for party in (BEFORE, AFTER))
    assert language == "en" or [faults_of(line) for text in texts for line in text.splitlines() if faults_of(line)] == []


@pytest.mark.parametrize("ground", list(Ground))
def test_grant_says_from_which_day_and_on_which_ground(ground: Ground) -> None:
    text = set_paper(succession_granted(MATTER, Filed(BEFORE, AFTER, ground, "协议", date(2026, 3, 1)), BODIES, "zh"), "zh")
    assert f"事由：{GROUNDS[ground].zh}，" in text
    assert "决定自2026年5月11日起，甲公司在支持资金事项中的权利义务由乙公司承继。" in text


def test_refusal_says_why_once_and_where_it_can_be_contested() -> None:
    text = set_paper(succession_refused(MATTER, FILED, "协议未生效。", BODIES, "zh"), "zh")
    assert "不予承继的理由：协议未生效。\n" in text
    assert "向某市人民政府申请行政复议" in text
    assert "向某区人民法院提起行政诉讼" in text
