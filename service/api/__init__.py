"""JSON over HTTP: routes as thin as they can be over the use cases."""
