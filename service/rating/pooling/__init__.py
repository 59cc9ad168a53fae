"""The parts of `service.rating.pooled`: its effects and blocks, its posterior, and its axes."""
