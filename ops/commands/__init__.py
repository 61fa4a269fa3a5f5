"""One file a command; `ops.cli` adds them."""
