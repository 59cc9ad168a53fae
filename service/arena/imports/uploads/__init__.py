"""Files of votes that administrators upload, look at, and import or discard."""
