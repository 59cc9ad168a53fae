"""The database: engine, tables, and one file of SQL for each noun."""
