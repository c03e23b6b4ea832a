"""Runs -> shaped, ordered, broken lines: the only way text gets on a page."""
