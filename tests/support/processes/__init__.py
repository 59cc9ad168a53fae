"""Programs that tests start, stop and kill, and the command line."""
