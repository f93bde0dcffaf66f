"""政策。The law: pure Python, no I/O."""
