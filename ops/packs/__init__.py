"""What the `herobreak pack` commands are made of."""
