"""查询。The only SELECTs."""
