"""What `make run` runs: starts every part in order, watches it, stops it in reverse order."""
