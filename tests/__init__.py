"""测试。Tests mirror the source; what crosses it lives in architecture, contract, faults and replay."""
