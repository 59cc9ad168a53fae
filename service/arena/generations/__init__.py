"""The generation gateway: requests, workers, attempts, spending."""
