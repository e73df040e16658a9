"""What it means: path = table."""
