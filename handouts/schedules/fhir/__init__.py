"""Bundles of FHIR."""
