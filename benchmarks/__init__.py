"""Measurements: ratios of programs run in turn, never times by themselves."""
