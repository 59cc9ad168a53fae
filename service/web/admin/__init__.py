"""The admin pages: small, plain, and complete, for administrators who do not use the API."""
