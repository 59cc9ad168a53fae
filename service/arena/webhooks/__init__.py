"""What is announced: notices of what changed, and the webhooks that they are sent to."""
