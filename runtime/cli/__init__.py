"""命令行。The `etown` command, a family of sub-commands a file."""
