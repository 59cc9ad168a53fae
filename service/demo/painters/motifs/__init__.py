"""What can be painted, one file a theme."""
