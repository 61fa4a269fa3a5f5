"""The names of the lists of messages for the workers. API and supervisor read them, too."""

JOB_QUEUE = "celery"
"""Jobs, and other long work."""
CLOCK_QUEUE = "clock"
"""Short work that the clock begins. It has a process of its own."""
SET_ASIDE_KEY = "celery:set-aside"
"""The list of the newest messages that were set aside, for the operator to look at."""
