"""Simulated people and attackers who vote on matchups that the product deals: what detectors see of them."""
