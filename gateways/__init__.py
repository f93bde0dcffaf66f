"""外部机关网关。One client for each outside authority: asks once, believes only a well-formed answer to the question asked.

Nothing is retried here: a workflow's activity is, by Temporal. A gateway raises `SourceUnavailable` when nothing can be concluded, and
returns only what an authority has definitely said.
"""
