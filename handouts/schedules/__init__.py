"""Readers of appointment lists, one module a format; each yields `Appointment` or `Reject`."""
