"""接口测试。The REST API against real PostgreSQL, the real Temporal server and real tokens."""
