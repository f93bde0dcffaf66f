"""演示数据。What a first run needs before anybody can apply: enterprises, an expert pool, a budget. Entered over REST, as people would.

Every request carries a fixed Idempotency-Key, so that running it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from policy.text import Text
from runtime.demo.client import DemoClient, DemoError, DemoNeedsError
from runtime.settings import Settings

YUAN_FEN = 100
BUDGET_FEN = 200_000_000 * YUAN_FEN
DEPARTMENTS = ("sti", "econ", "comfin", "bizcoop", "hr")


def seed(demo: DemoClient) -> list[str]:
    """Enter the demo data.

    Returns:
        What was entered, a line each.
    """
    people = demo.people()
    registered = demo.enterprises()
    lines = []
    # Each enterprise is registered by the first of its applicants.
    speakers = {person["enterprise"]: person["id"] for person in reversed(people) if person["enterprise"] and _is_a("applicant", person)}
    for code, speaker in sorted(speakers.items()):
        # Who is here already may have another name by now, or be gone from the register.
        if any(row["uscc"] == code for row in demo.get(speaker, "/enterprises")["items"]):
            continue
        body = {"uscc": code, "name": registered[code]["name"]}
        demo.create(speaker, "/enterprises", body, key=f"seed-enterprise-{code}")
        lines.append(f"enterprise {code} {body['name']}")
    for person in people:
        if not _is_a("applicant", person):
            _enter(demo, person)
        elif demo.get(person["id"], "/me/preferences")["email"] is None:
            demo.prove_mailbox(person["id"], _mailbox(person))
    lines.append("people in the directory, with a mailbox each")
    for person in people:
        if _is_a("expert", person):
            body = {
                "subject": person["id"],
                "name": person["name"],
                "employer_uscc": person["employer"],
                "departments": ["sti", "econ", "hr"],
            }
            proposed = demo.create("admin", "/experts", body, key=f"seed-expert-{person['id']}")
            demo.create(
                "officer-sti-1", f"/experts/proposals/{proposed['id']}/confirmation", key=f"seed-expert-confirmation-{person['id']}"
            )
    lines.append("experts in the pool")
    year = datetime.now(UTC).year
    for department in DEPARTMENTS:
        body = {"department": department, "year": year, "amount_fen": BUDGET_FEN, "document_no": f"演示预算〔{year}〕1号"}
        entered = demo.create("finance-1", "/appropriations", body, key=f"seed-appropriation-{department}-{year}")
        demo.create("finance-2", f"/budget-documents/{entered['id']}/confirmation", key=f"seed-confirmation-{department}-{year}")
    lines.append(f"appropriations of {year}")
    return lines


def wait_for_seed(demo: DemoClient, say: Callable[[Text], None]) -> None:
    """Wait until all that is entered for a first run is there; what comes last of it is each department's budget, in force.

    Args:
        demo: The system.
        say: Tells the person that it is waited for.

    Raises:
        DemoNeedsError: It does not come.
    """
    if _is_seeded(demo):
        return
    say(Text("演示数据正在录入，请稍候。", "The demo data is still being entered; waiting for it."))
    try:
        demo.wait_until(lambda: _is_seeded(demo), Text("演示数据", "the demo data"))
    except DemoError:
        missing = Text(
            "没有演示数据，未开始演示：请等待 `make run` 就绪。", "There is no demo data, and nothing was begun: wait for `make run`."
        )
        raise DemoNeedsError(missing) from None


def _is_seeded(demo: DemoClient) -> bool:
    try:
        lines = demo.get("finance-1", "/appropriations", year=datetime.now(UTC).year)
    except DemoError:
        # Nobody of finance is in the directory yet, or the system is on its way up.
        return False
    funded = {line["department"] for line in lines if any(document["state"] == "in_force" for document in line["documents"])}
    return funded >= set(DEPARTMENTS)


def _enter(demo: DemoClient, person: Mapping[str, Any]) -> None:
    """Have one who keeps the directory enter somebody, and another agree to the roles."""
    first, second = ("admin", "admin-2") if person["id"] != "admin-2" else ("admin-2", "admin")
    interests = [*person["interests"], *([person["employer"]] if person["employer"] else [])]
    known = {"name": person["name"], "grants": person["grants"], "interests": interests, "contact": _mailbox(person)}
    entered = demo.put(first, f"/people/{person['id']}", known)
    if "gives_grants" in entered:
        demo.create(second, f"/people/imports/{entered['id']}/confirmation")


def _mailbox(person: Mapping[str, Any]) -> str:
    return f"{person['id']}@etown.example"


def _is_a(role: str, person: Mapping[str, Any]) -> bool:
    return any(grant["role"] == role for grant in person["grants"])


def main() -> None:
    """Seed the system the settings point to."""
    settings = Settings(profile="demo")
    with DemoClient(settings) as demo:
        for line in seed(demo):
            print(line, flush=True)  # noqa: T201 - shown by the process tree


if __name__ == "__main__":
    main()
