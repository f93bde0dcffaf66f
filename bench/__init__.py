"""Measurements, each figure beside its comparison in the same run."""
