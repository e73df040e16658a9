"""Real posts through the whole way in: visit, landing, load."""
