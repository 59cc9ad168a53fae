"""Tables over HTTP: formats, parts of files, and complete tables of any length."""
