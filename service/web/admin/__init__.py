"""The pages of administrators: small, plain and complete, for who cannot use the API."""
