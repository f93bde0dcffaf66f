"""流程。Decide only: no I/O, no clock but the workflow's."""
