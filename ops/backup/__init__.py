"""Back up and restore: one file with the database, the sign-in files and the erased people."""
