"""流程。The workflows: they decide, without I/O and by no clock but their own."""
