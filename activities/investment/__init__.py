"""股权投资。What the steps of an investment change, and how it begins when its award is paid."""
