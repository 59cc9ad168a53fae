"""Votes with their prompts and images, as folders for other tools."""
