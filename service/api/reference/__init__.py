"""The API reference: the OpenAPI document, and the page for people made from it."""
