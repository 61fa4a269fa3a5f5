"""People, teams, sessions and secrets."""
