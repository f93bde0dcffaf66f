"""本机运行。The servers of a first run and of tests, and the tree of processes that runs them."""
