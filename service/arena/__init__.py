"""Use cases: what the service does, over the rules, the ratings and the database."""
