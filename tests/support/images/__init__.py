"""Pictures, images of models, and what paints them."""
