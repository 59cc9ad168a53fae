"""The database: the engine, the tables, and one module of queries for each noun."""
