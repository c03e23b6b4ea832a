"""What was made, for whom, and what became of it: the only writer of shared state."""
