"""Charts: figures drawn on the server as SVG, by a process of their own."""
