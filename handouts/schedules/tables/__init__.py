"""Rows and columns: CSV and spreadsheets, and what their columns mean."""
