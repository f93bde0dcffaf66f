"""文档的测试。What is generated is fresh, and what is written is true."""
