"""The only SELECTs."""
