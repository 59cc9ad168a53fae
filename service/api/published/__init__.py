"""What an arena publishes as files."""
