"""专题会。What the steps of a meeting change, and how a case is put on its agenda and takes what it resolved."""
