"""Image generators behind one small protocol, one file per vendor."""
