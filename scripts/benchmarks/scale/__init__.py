"""Several processes and arenas, beside the floors under them."""
