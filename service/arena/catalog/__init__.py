"""Organizations, models, offers, arenas and prompts: created, changed, listed, retired."""
