"""数据库。Tables, the only SELECTs, and the commands that write."""
