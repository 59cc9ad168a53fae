"""The demo: arenas that need no keys and no network, with images by painters and simulated votes."""
