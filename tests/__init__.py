"""The tests: the same folders and file names as ``service/``, with ``test_`` in front."""
