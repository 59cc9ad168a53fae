"""How the tests themselves run: which of them, how long, and what they wait for."""
