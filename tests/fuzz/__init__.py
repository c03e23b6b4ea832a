"""Readers against mutated files."""
