"""持续经营承诺。What a commitment has done for it, and what its events change."""
