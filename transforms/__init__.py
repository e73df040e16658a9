"""What to make of it: core.* -> marts.* -> a report."""
