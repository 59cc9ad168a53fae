"""One file of SQL for each noun."""
