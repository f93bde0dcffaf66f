"""故障演练。`make faults`: people go through every process over real servers while these are killed and authorities fail.

What has to hold whatever happens is checked after each round: `docs/faults.md` says how to run it and how to read what it prints.
"""
