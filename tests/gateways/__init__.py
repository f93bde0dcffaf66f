"""网关的测试。Tests of the gateways against scripted answers."""
