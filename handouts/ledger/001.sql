-- The ledger: what was made, for whom, from what, and what became of it.
-- Moments are ISO 8601 in UTC, to the second, so that they sort as text.  JSON is text.
-- Patient data stands in copies (appointment, patient, name, born, record) and deliveries (message, receipt) only; purging empties these.

CREATE TABLE runs (
    id          INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,               -- schedule, rules, clinic and output folder
    who         TEXT NOT NULL,                      -- who asked
    started     TEXT NOT NULL CHECK (started GLOB '????-??-??T??:??:??+00:00'),
    finished    TEXT CHECK (finished GLOB '????-??-??T??:??:??+00:00'),
    state       TEXT NOT NULL DEFAULT 'working' CHECK (state IN ('working', 'finished')),
    rows        INTEGER NOT NULL CHECK (rows >= 0), -- of the schedule
    plan        TEXT NOT NULL,                      -- sha256 of the plan
    pins        TEXT NOT NULL,                      -- JSON: file of a leaflet, the clinic or a layout -> sha256
    options     TEXT NOT NULL,                      -- JSON
    CHECK ((state = 'finished') = (finished IS NOT NULL))
);

-- Who works on a run.  The lock that counts is the operating system's, which ends with the process; this row names its holder.
CREATE TABLE leases (
    run   INTEGER PRIMARY KEY REFERENCES runs,
    token TEXT NOT NULL,
    pid   INTEGER NOT NULL,
    host  TEXT NOT NULL,
    since TEXT NOT NULL CHECK (since GLOB '????-??-??T??:??:??+00:00')
);

CREATE TABLE rows (
    run      INTEGER NOT NULL REFERENCES runs,
    row      INTEGER NOT NULL,
    outcome  TEXT NOT NULL CHECK (outcome IN ('made', 'rejected', 'skipped')),
    problems TEXT NOT NULL DEFAULT '[]',            -- JSON: [column, what, expected]; never a value
    PRIMARY KEY (run, row)
) WITHOUT ROWID;

CREATE TABLE copies (
    id          TEXT PRIMARY KEY,                   -- opaque
    run         INTEGER NOT NULL REFERENCES runs,
    row         INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,                   -- place in the order of printing
    appointment TEXT,
    patient     TEXT,
    name        TEXT,
    born        TEXT,
    leaflet     TEXT NOT NULL,
    version     INTEGER NOT NULL,
    language    TEXT NOT NULL,
    layout      TEXT NOT NULL,
    page        TEXT NOT NULL,
    pages       INTEGER NOT NULL CHECK (pages > 0),
    sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
    file        TEXT NOT NULL,
    issued      TEXT NOT NULL CHECK (issued GLOB '????-??-??T??:??:??+00:00'),
    proof       TEXT NOT NULL,                      -- how the copy was proven
    composed    INTEGER NOT NULL CHECK (composed IN (0, 1)), -- 1: composed anew; 0: struck from a plate
    record      TEXT,                               -- JSON: the record, to make the copy again
    FOREIGN KEY (run, row) REFERENCES rows (run, row),
    UNIQUE (run, sequence),
    UNIQUE (run, row, leaflet, language, layout)
);
CREATE TRIGGER copies_are_of_made_rows BEFORE INSERT ON copies
WHEN (SELECT outcome FROM rows WHERE run = NEW.run AND row = NEW.row) <> 'made'
BEGIN
    SELECT RAISE(ABORT, 'a row with copies is made');
END;
CREATE INDEX copies_by_patient ON copies (patient);
CREATE INDEX copies_by_leaflet ON copies (leaflet, version, issued);

CREATE TABLE deliveries (
    id           INTEGER PRIMARY KEY,
    copy         TEXT NOT NULL REFERENCES copies,
    channel      TEXT NOT NULL,                     -- folder, printer, mail …
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'in doubt')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_attempt TEXT CHECK (next_attempt GLOB '????-??-??T??:??:??+00:00'),
    message      TEXT,                              -- the message's or the job's identifier
    receipt      TEXT,                              -- JSON: what the other side answered
    settled_by   TEXT,                              -- who looked into the doubt, if there was one
    updated      TEXT NOT NULL CHECK (updated GLOB '????-??-??T??:??:??+00:00')
);
CREATE INDEX deliveries_by_copy ON deliveries (copy);
CREATE INDEX deliveries_by_state ON deliveries (channel, state, next_attempt);
-- A copy is under way on a channel at most once.
CREATE UNIQUE INDEX deliveries_open ON deliveries (copy, channel) WHERE state IN ('waiting', 'sending', 'in doubt');

-- The legal steps of a delivery, whoever writes.  Out of doubt only with the name of a person.
CREATE TRIGGER deliveries_steps BEFORE UPDATE OF state ON deliveries
WHEN NOT (
    (OLD.state = 'waiting' AND NEW.state = 'sending')
    OR (OLD.state = 'sending' AND NEW.state IN ('sent', 'failed', 'in doubt'))
    OR (OLD.state = 'failed' AND NEW.state = 'waiting')
    OR (OLD.state = 'in doubt' AND NEW.state IN ('sent', 'waiting') AND coalesce(NEW.settled_by, '') <> '')
) BEGIN
    SELECT RAISE(ABORT, 'a delivery may not take this step');
END;

-- What became of each copy.  A folder is only where a copy lies while another channel takes it to the patient, so that the
-- other channel's word counts.  What is being sent is in doubt until its receipt is here.
CREATE VIEW fates AS
SELECT
    copies.id,
    copies.run,
    coalesce((
        SELECT CASE state WHEN 'sent' THEN 'delivered' WHEN 'sending' THEN 'in doubt' ELSE state END
        FROM deliveries
        WHERE copy = copies.id
        ORDER BY
            channel = 'folder',
            CASE state WHEN 'sent' THEN 0 WHEN 'in doubt' THEN 1 WHEN 'sending' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END
        LIMIT 1
    ), 'lost') AS fate
FROM copies;
