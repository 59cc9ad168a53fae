"""``arena release`` and ``arena verify``."""
