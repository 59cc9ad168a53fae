"""The queries, in one module for each noun."""
