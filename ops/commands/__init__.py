"""One module for each command of `herobreak`. `ops.cli` finds them by their names."""
