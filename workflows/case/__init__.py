"""案件。What the workflow of every process shares."""
