"""Tables, the only SELECTs, and the commands that write."""
