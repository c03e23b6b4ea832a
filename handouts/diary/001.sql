-- The diary: appointments of the days to come, as lists brought them in.  Days and moments are ISO 8601, so that they sort as text.
-- Patient data stands in entries only; a list that is forgotten takes its entries along.

CREATE TABLE lists (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,                          -- as it was called
    file    TEXT NOT NULL,                          -- as it is kept
    brought TEXT NOT NULL CHECK (brought GLOB '????-??-??T??:??:??+00:00'),
    who     TEXT NOT NULL,
    rows    INTEGER NOT NULL CHECK (rows >= 0)
);

CREATE TABLE entries (
    id          TEXT PRIMARY KEY,                   -- opaque
    list        INTEGER NOT NULL REFERENCES lists ON DELETE CASCADE,
    row         INTEGER NOT NULL,
    day         TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    start       TEXT NOT NULL,
    patient     TEXT NOT NULL,
    appointment TEXT NOT NULL,
    record      TEXT NOT NULL,                      -- JSON, as the ledger keeps it
    UNIQUE (list, row)
) WITHOUT ROWID;
CREATE INDEX entries_by_day ON entries (day, start);
CREATE INDEX entries_by_appointment ON entries (patient, appointment);
