"""The names of the queues. The supervisor reads them, too, without the rest of the worker."""

JOB_QUEUE = "celery"
"""Jobs, and other long work."""
CLOCK_QUEUE = "clock"
"""Short work that the clock begins. It has a process of its own."""
