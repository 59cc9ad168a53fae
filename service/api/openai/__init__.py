"""OpenAI's images interface."""
