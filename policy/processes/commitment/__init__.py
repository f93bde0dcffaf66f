"""持续经营承诺。The commitment to stay (general term 6)."""
