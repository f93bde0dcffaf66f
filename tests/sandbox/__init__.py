"""沙箱的测试。Tests of the sandbox by itself."""
