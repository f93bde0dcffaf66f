"""测量。Measurements, each figure with its comparison in the same run."""
