"""What the files of other tools look like, one module a family of tools."""
