"""Files written by other tools: votes, images, models, offers and prompts."""
