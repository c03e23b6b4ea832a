"""What one cell says: a time, a date, a person; the maps that say how to read it."""
