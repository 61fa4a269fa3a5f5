"""Functions that join the transaction of their caller."""
