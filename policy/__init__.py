"""The law: pure Python, no I/O."""
