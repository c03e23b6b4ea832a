"""The readers of lists."""
