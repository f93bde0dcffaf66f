"""上级项目库。What state and city keep of their projects and subsidies; seeded once, then as administered."""

from __future__ import annotations

import sqlite3

from sandbox.clock import today
from sandbox.problems import Problem
from sandbox.upstream_projects import InsuranceSubsidy, UpstreamProject, demo_projects, demo_subsidies


class UpstreamRegister:
    """The projects and subsidies of one sandbox, by number."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Seed an empty store with the demo projects and subsidies."""
        self._connection = connection
        with connection:
            connection.execute("BEGIN")
            if connection.execute("SELECT 1 FROM upstream_project LIMIT 1").fetchone() is None:
                for project_no, project in demo_projects(today()):
                    self.put_project(project_no, project)
            if connection.execute("SELECT 1 FROM insurance_subsidy LIMIT 1").fetchone() is None:
                for policy_no, subsidy in demo_subsidies(today()):
                    self.put_subsidy(policy_no, subsidy)

    def put_project(self, project_no: str, project: UpstreamProject) -> None:
        """Enter a project, or replace all that is known of it."""
        self._connection.execute(
            "INSERT INTO upstream_project (project_no, body) VALUES (?, ?) ON CONFLICT (project_no) DO UPDATE SET body = excluded.body",
            (project_no, project.model_dump_json()),
        )

    def forget_project(self, project_no: str) -> None:
        """Forget a project.

        Raises:
            Problem: 404 `project_unknown`.
        """
        self.project(project_no)
        self._connection.execute("DELETE FROM upstream_project WHERE project_no = ?", (project_no,))

    def put_subsidy(self, policy_no: str, subsidy: InsuranceSubsidy) -> None:
        """Enter the subsidy of an insurance policy, or replace it."""
        self._connection.execute(
            "INSERT INTO insurance_subsidy (policy_no, body) VALUES (?, ?) ON CONFLICT (policy_no) DO UPDATE SET body = excluded.body",
            (policy_no, subsidy.model_dump_json()),
        )

    def projects(self) -> dict[str, UpstreamProject]:
        """Return all projects by number."""
        rows = self._connection.execute("SELECT project_no, body FROM upstream_project ORDER BY project_no")
        return {row["project_no"]: UpstreamProject.model_validate_json(row["body"]) for row in rows}

    def project(self, project_no: str) -> UpstreamProject:
        """Return a project.

        Raises:
            Problem: 404 `project_unknown` with the number asked about: a definite answer, unlike a stray 404.
        """
        row = self._connection.execute("SELECT body FROM upstream_project WHERE project_no = ?", (project_no,)).fetchone()
        if row is None:
            raise Problem(404, "project_unknown", "没有这个项目 There is no such project", project_no=project_no)
        return UpstreamProject.model_validate_json(row["body"])

    def subsidy(self, policy_no: str) -> InsuranceSubsidy:
        """Return the subsidy of an insurance policy.

        Raises:
            Problem: 404 `policy_unknown` with the number asked about: a definite answer, unlike a stray 404.
        """
        row = self._connection.execute("SELECT body FROM insurance_subsidy WHERE policy_no = ?", (policy_no,)).fetchone()
        if row is None:
            raise Problem(404, "policy_unknown", "该保单没有补贴 No subsidy is known for this policy", policy_no=policy_no)
        return InsuranceSubsidy.model_validate_json(row["body"])
