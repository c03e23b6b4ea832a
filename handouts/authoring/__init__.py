"""The editor's bench: everything that can be said of a leaflet, and of a clinic's folder, without a patient.

    file ─ draft ─▶ leaflet ─ branches ─▶ texts ─ wording ─▶ remarks
                       └────── pages ──▶ composed for made-up patients ─▶ remarks

In: a file, a clinic, today.  Out: remarks, all at once, each at its line.  Nothing is written, and nothing is given out.
"""
