"""Images: taken in, rendered for voters, cached, checked."""
