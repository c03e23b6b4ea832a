"""A leaflet in another language: handed out block by block, taken back, followed, and read by a reviewer.

    leaflet ─ units ─▶ TextUnits ─ po, xliff ─▶ a translator's file ─ po, xliff ─▶ answers ─ faults ─▶ rebuilding ─▶ ID.LANGUAGE.md
                           └──────── standing ◀── record (ID.LANGUAGE.translated.toml) ◀──────────────────┘
                                        └─▶ review: a PDF, block beside block

In: a leaflet, a translator's file.  Out: units, a draft, how far a translation has come.  What a translation leaves out, puts in or breaks
is told with its block before anything is written.
"""
