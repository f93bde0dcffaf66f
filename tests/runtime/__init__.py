"""运行环境的测试。What starts, stops and survives."""
