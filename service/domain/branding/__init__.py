"""What makes an instance or an arena look and ask as its owner wants."""
