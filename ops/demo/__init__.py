"""The demo organisation: its people as data, and a month of breaks made by the real actions."""
