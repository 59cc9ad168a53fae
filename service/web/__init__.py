"""Pages: what people see, rendered on the server from the same use cases as the JSON."""
