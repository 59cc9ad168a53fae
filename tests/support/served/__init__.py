"""The service over HTTP, in the process of the tests."""
