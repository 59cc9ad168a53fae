"""JSON over HTTP: thin routes over the use cases."""
