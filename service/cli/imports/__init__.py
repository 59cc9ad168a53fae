"""``arena import``: votes, prompts, images and models from files, one module a command."""
