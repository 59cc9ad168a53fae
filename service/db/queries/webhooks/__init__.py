"""Queries of what is announced: notices, marks, webhooks, deliveries."""
