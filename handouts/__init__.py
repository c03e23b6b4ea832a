"""People, leaflets and their way to the patient.  Knows no paper.

schedule ─ read ─▶ appointment ─┐
leaflet  ─ read ─▶ leaflet     ─┼─ merge ─▶ document ─ compose ─▶ plate ─ strike ─▶ PDF
clinic   ─ read ─▶ brand       ─┘
"""

__version__ = "0.1.0"
