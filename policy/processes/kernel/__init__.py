"""流程内核。What every process is written in: lifecycles, kinds of task, permissions."""
