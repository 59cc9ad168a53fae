"""Sequences of rows: a number for each row of a file, and whether some are in order among others."""
