"""启动与组装。The composition root: settings, servers, the process tree and the command line."""
