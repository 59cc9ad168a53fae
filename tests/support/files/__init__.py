"""Files to import, and how tests read them."""
