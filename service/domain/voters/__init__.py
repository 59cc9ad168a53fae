"""What voters want to see."""
