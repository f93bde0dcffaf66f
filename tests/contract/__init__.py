"""契约测试。The gateways and the sandbox share no code; here they meet, in process and over real HTTP."""
