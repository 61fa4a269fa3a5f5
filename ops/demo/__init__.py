"""The demo organisation: its people as data, and a month of breaks by the real actions at past instants."""
