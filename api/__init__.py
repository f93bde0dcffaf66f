"""接口。REST: parse, authorise, ask, answer."""
