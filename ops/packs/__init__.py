"""The parts of the `herobreak pack` commands."""
