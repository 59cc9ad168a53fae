"""The API reference at `/docs`: pages made of the service's own OpenAPI document."""
