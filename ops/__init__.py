"""The operator's door: the `herobreak` command, embedded servers, the supervisor."""
