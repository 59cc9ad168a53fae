"""The demo: arenas that work without keys and without a network, filled by painters and a simulated crowd."""
