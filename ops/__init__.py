"""The operator's entry point: the `herobreak` command, embedded servers, the supervisor."""
