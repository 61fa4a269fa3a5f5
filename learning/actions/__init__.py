"""One verb a file; each owns its transaction."""
