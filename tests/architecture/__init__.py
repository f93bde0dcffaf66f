"""结构的测试。The rules of the house that a program can check."""
