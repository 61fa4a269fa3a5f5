"""The supervisor of `make run`. It starts and watches all processes and stops them in order."""
