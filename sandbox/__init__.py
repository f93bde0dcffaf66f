"""外部机关沙箱。The outside authorities as one small ASGI app, with switchable faults, for a first run and for tests.

It shares no code with the rest of the project, so an agreement between the two is an agreement on the contract over HTTP.
Serve it on loopback only: whoever reaches it may sign in as anybody and switch its faults.
"""
