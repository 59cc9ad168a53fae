"""One chain of migrations for SQLite and PostgreSQL; shipped with the program, which runs it itself."""
