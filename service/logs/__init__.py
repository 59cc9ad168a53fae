"""What the program tells those who run it: log lines, the request that each belongs to, and incidents."""
