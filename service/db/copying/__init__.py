"""All rows of a database, read from one snapshot of either database and written to an empty one."""
