"""Six painters of the demo: each makes a scene of what it is asked for, and renders it by its own method."""
