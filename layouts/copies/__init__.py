"""Composed once, struck many times: plate, assembly, volume."""
