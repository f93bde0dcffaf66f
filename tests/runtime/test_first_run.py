"""第一晚。What a new user does: `etown run`, then `etown demo` against it; everything real, and brought up once for all demonstrations."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from typer.testing import CliRunner, Result

from policy.judging.catalogue import ITEMS
from policy.language.items import Process
from runtime.cli.main import app
from runtime.demo.client import DemoClient
from runtime.demo.items import TOLD
from runtime.demo.seed import seed
from runtime.demo.walk import PDF
from runtime.local.embedded_postgres import running_url
from runtime.settings import Settings
from tests.conftest import REPOSITORY, reachable_folder
from tests.patience import PATIENCE, PAUSE
from tests.whole_system import environment_of, running


@pytest.fixture(scope="module")
def system() -> Iterator[dict[str, str]]:
    """The settings of a system as a new user starts it."""
    with reachable_folder() as home, running(environment_of(home)) as environment:
        yield environment


def demo(system: dict[str, str], *arguments: str) -> Result:
    """Walk a process from its start to its end."""
    return CliRunner().invoke(app, ["demo", *arguments], env=system | {"LC_ALL": "C.UTF-8"})


def test_api_and_worker_own_nothing_when_the_system_runs(system: dict[str, str]) -> None:
    url = running_url(Path(system["ETOWN_HOME"]))
    assert url
    with psycopg.connect(url.replace("+psycopg", "")) as owner:
        others = "select distinct usename from pg_stat_activity where datname = 'etown' and pid <> pg_backend_pid()"
        assert owner.execute(others).fetchall() == [("etown_app",)]
        owned = "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = 'etown_app')"
        assert owner.execute(owned).fetchone() == (0,)


@pytest.mark.parametrize("item", ["innovation-centre", "core-technology"])
def test_demo_ends_paid_when_the_system_runs(system: dict[str, str], item: str) -> None:
    done = demo(system, "--item", item)
    assert done.exit_code == 0, done.output
    assert "in_force" in done.output
    assert "Done in" in done.output


def test_applicant_hears_of_it_by_mail_when_a_demo_was_walked(system: dict[str, str]) -> None:
    assert demo(system).exit_code == 0
    outbox = f"http://127.0.0.1:{system['ETOWN_SANDBOX_PORT']}/outbox"

    def told() -> set[str]:
        return {mail["to"] for mail in httpx.get(f"{outbox}/messages", trust_env=False).raise_for_status().json()}

    until = time.monotonic() + PATIENCE
    while "applicant-chenxin@etown.example" not in told() and time.monotonic() < until:
        time.sleep(PAUSE)
    assert "applicant-chenxin@etown.example" in told()
    assert "新的通知" in httpx.get(outbox, trust_env=False).text


@pytest.mark.parametrize(("process", "ends"), [("clawback", "nothing is owed"), ("matching", "Done in")])
def test_demo_ends_when_the_system_runs(system: dict[str, str], process: str, ends: str) -> None:
    done = demo(system, "--process", process)
    assert done.exit_code == 0, done.output
    assert ends in done.output


def test_annual_run_walks_offers_again_when_its_year_was_run(system: dict[str, str]) -> None:
    first, second = (demo(system, "--process", "annual-run") for _ in range(2))
    assert "offered 3 enterprises" in first.output, first.output
    assert "offered 6 enterprises" in second.output, second.output
    assert second.output.count("paid") == first.output.count("paid") > 0


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_first_award_of_the_readme_is_paid(system: dict[str, str], page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    shell = next(block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "$api/applications" in block)
    shell = shell.replace("'\"$facts\"'", '"as read"').replace("'$RANDOM'", uuid.uuid4().hex[:6])
    applicant, draft = re.findall(r"as (\S+) --json '(.*?)' \$api/applications \|", shell, re.DOTALL)[0]
    evidence = re.findall(r"evidence_code=(\w+)", shell)[0]
    for name, value in system.items():
        monkeypatch.setenv(name, value)
    with DemoClient(Settings()) as client:
        award = client.create(applicant, "/applications", json.loads(draft))["number"]
        client.upload(applicant, award, evidence, "certificate.pdf", PDF)
        client.create(applicant, f"/applications/{award}/submit")
        for person, kind, said in re.findall(r"^complete (\S+)\s+(\w+)\s+'(.*?)'(?:;|$)", shell, re.DOTALL | re.MULTILINE):
            task, answer = client.wait_for_tasks(person, award, kind)[0], json.loads(said)
            if answer.get("facts") == "as read":
                asked = client.get(person, f"/tasks/{task['id']}")["form"]["properties"]["facts"]["properties"]
                read = {code: field["properties"]["value"]["default"] for code, field in asked.items()}
                answer["facts"] = {code: {"value": value, "evidence": evidence, "page": 1} for code, value in read.items()}
            client.complete(person, task["id"], answer)
        assert client.wait_for_stage(applicant, award, "in_force")["paid_fen"] == 30_000_000


def test_demo_of_a_challenge_ends_paid_when_the_system_runs(system: dict[str, str]) -> None:
    done = demo(system, "--process", "post-grant")
    assert done.exit_code == 0, done.output
    assert "paid ¥840,000.00" in done.output
    assert "ordered it to be rectified" in done.output
    assert done.output.count("not_selected") == 2


def test_demo_pays_whatever_no_other_applies_for_when_the_system_runs(system: dict[str, str]) -> None:
    done = demo(system, "--process", "items")
    assert done.exit_code == 0, done.output
    assert [told.item for told in TOLD if f"for {told.item}  → In force (in_force)" not in done.output] == []


def test_demo_of_a_meeting_pays_each_item_that_no_formula_decides(system: dict[str, str]) -> None:
    done = demo(system, "--process", "meeting")
    assert done.exit_code == 0, done.output
    assert done.output.count("paid ¥3,000,000.00  → In force (in_force)") == len(("national-mission", "mega-project", "national-platform"))


def test_demo_of_scenarios_ends_paid_when_the_system_runs(system: dict[str, str]) -> None:
    done = demo(system, "--process", "scenario")
    assert done.exit_code == 0, done.output
    assert "paid ¥840,000.00" in done.output


def test_demo_pays_one_part_of_an_award_by_its_proof_and_forfeits_another(system: dict[str, str]) -> None:
    done = demo(system, "--process", "instalment")
    assert done.exit_code == 0, done.output
    assert "part 2: ¥800,000.00 paid  → Paid (paid)" in done.output
    assert "part 3: ¥0.00 paid  → Forfeited (forfeited)" in done.output


def test_demo_pays_the_interest_of_a_loan_under_both_clauses(system: dict[str, str]) -> None:
    done = demo(system, "--process", "loan")
    assert done.exit_code == 0, done.output
    assert done.output.count("paid ¥181,000.00  → In force (in_force)") == len(("loan-interest", "plan-interest"))


def test_every_item_is_named_by_a_demonstration() -> None:
    told = "".join(path.read_text("utf-8") for path in (REPOSITORY / "runtime" / "demo").glob("*.py"))
    # What a person has, and what is recognised, are asked for by other names.
    others = {Process.BENEFIT, Process.RECOGNITION}
    assert [code for code, item in ITEMS.items() if f'"{code}"' not in told and item.process not in others] == []


def test_demo_of_changes_ends_paid_by_the_newest_version_when_the_system_runs(system: dict[str, str]) -> None:
    done = demo(system, "--process", "change-application")
    assert done.exit_code == 0, done.output
    assert "labour: asked ¥1,200,000.00, agreed ¥800,000.00; the planned cost stays" in done.output
    assert "It is refused" in done.output
    assert "version 3 is in force (accepted, accepted with changes, refused, withdrawn)" in done.output
    assert "paid ¥840,000.00" in done.output


def test_demo_ends_with_a_clawback_when_the_enterprise_leaves(system: dict[str, str]) -> None:
    done = demo(system, "--process", "commitment")
    assert done.exit_code == 0, done.output
    assert "agreed, since giving up takes two" in done.output
    assert "the yearly check found registered_in_area missing" in done.output
    assert "approved CB-" in done.output


def test_demo_ends_with_a_supplement_and_a_debt_when_an_award_is_decided_anew(system: dict[str, str]) -> None:
    done = demo(system, "--process", "redecision")
    assert done.exit_code == 0, done.output
    assert "¥300,000.00 → ¥500,000.00, supplement" in done.output
    assert "paid a supplement of ¥200,000.00" in done.output
    assert "¥500,000.00 → ¥0.00, debt" in done.output
    assert "¥500,000.00, award and supplement" in done.output


def test_demo_ends_with_a_bar_that_two_people_lift_when_an_award_was_got_by_fraud(system: dict[str, str]) -> None:
    done = demo(system, "--process", "debarment")
    assert done.exit_code == 0, done.output
    assert "proposed DB-" in done.output
    assert "(debarred): " in done.output
    assert "lifted it, since giving up takes two  → Restitution (restitution)" in done.output
    assert "which is taken now  → Acceptance (acceptance)" in done.output


def test_demo_recognises_a_pool_and_revokes_it_and_keeps_a_certificate_until_its_last_day(system: dict[str, str]) -> None:
    done = demo(system, "--process", "recognition")
    assert done.exit_code == 0, done.output
    assert "reads in the register: patent pool POOL-" in done.output
    assert "revoked it; had neither checked nor proposed it  → Revoked (revoked)" in done.output
    assert "kept it (clause 20)  → In the register (in_force)" in done.output
    assert "ended it on the certificate's last day  → Expired (expired)" in done.output


def test_demo_ends_with_enquiries_that_are_rated_or_withdrawn_when_the_system_runs(system: dict[str, str]) -> None:
    done = demo(system, "--process", "enquiry")
    assert done.exit_code == 0, done.output
    assert "to be reached at ****1112" in done.output
    assert "is satisfied  → Closed, satisfied (satisfied)" in done.output
    assert "withdrew it  → Withdrawn (withdrawn)" in done.output
    assert "counted ip-finance, sti, in time: 1  → Closed, not satisfied (unsatisfied)" in done.output


def test_demo_carries_out_what_an_evaluation_decided_when_the_system_runs(system: dict[str, str]) -> None:
    done = demo(system, "--process", "evaluation")
    assert done.exit_code == 0, done.output
    assert "read Application: " in done.output
    assert "reported for EV-" in done.output
    assert "may read that it was decided to improve it  → Carrying out (carrying_out)" in done.output
    assert "which carries it out  → Carried out (carried_out)" in done.output


def test_demo_delivers_benefits_to_a_person_who_gives_them_up(system: dict[str, str]) -> None:
    done = demo(system, "--process", "benefit")
    assert done.exit_code == 0, done.output
    assert "reads the notice: 沈知行（演示晨芯微电子（北京）有限公司）" in done.output
    assert "has been granted starting a business, housing  → In force (in_force)" in done.output
    assert "gave them up before the year was over  → Ended (ended)" in done.output


def test_demo_ends_with_a_ceiling_shared_by_one_list_when_the_system_runs(system: dict[str, str]) -> None:
    done = demo(system, "--process", "window")
    assert done.exit_code == 0, done.output
    assert "came late: " in done.output
    assert done.output.count("¥1,750,000.00 of ¥4,000,000.00  → Public notice (public_notice)") == len(("chenxin", "yunheng"))
    assert "nobody objected  → Settled (settled)" in done.output


def test_demo_spends_a_voucher_settles_it_to_its_platform_and_voids_another(system: dict[str, str]) -> None:
    done = demo(system, "--process", "voucher")
    assert done.exit_code == 0, done.output
    assert "proved the code and confirmed the delivery of PT-" in done.output
    assert "gave it back; it can be spent again  → Valid (valid)" in done.output
    assert "paid the platform ¥100,000.00  → Settled (settled)" in done.output
    assert "voided it; its budget is available again  → Unused (unused)" in done.output


def test_any_demonstration_follows_any_other_and_itself(system: dict[str, str]) -> None:
    for process in ("redecision", "commitment", "redecision", "matching", "commitment", "clawback", "commitment", "application"):
        done = demo(system, "--process", process)
        assert done.exit_code == 0, f"{process}: {done.output}"


def test_second_start_enters_nobody_again_when_the_register_has_another_name(
    system: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in system.items():
        monkeypatch.setenv(name, value)
    with DemoClient(Settings()) as client:
        uscc = max(client.enterprises())
        client.change_enterprise(uscc, name="演示更名软件有限公司")
        assert not any(line.startswith("enterprise ") for line in seed(client))
