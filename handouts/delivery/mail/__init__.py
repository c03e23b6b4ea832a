"""Copies as letters: one to a recipient, locked, over verified TLS."""
