"""The log in the blob store: sealed segments, what is read from them, and the recount by several workers."""
