"""Finished PDFs are read again; what is not right does not leave."""
