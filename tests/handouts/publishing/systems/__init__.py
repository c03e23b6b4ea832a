"""Tests of what other systems look for and ask."""
