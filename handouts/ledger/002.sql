-- A copy belongs to a patient's appointment, not to a list: what it says, what replaced it, whether it is void; rows that are the same.
-- Patient data stands in copies (says besides those of 001) and news, too; purging empties these.

DROP VIEW fates;
DROP TRIGGER copies_are_of_made_rows;

-- What became of a row: 'same' where everything that it gets was given by an earlier run.
CREATE TABLE rows_002 (
    run      INTEGER NOT NULL REFERENCES runs,
    row      INTEGER NOT NULL,
    outcome  TEXT NOT NULL CHECK (outcome IN ('made', 'same', 'rejected', 'skipped')),
    problems TEXT NOT NULL DEFAULT '[]',            -- JSON: [column, what, expected]; never a value
    PRIMARY KEY (run, row)
) WITHOUT ROWID;
INSERT INTO rows_002 (run, row, outcome, problems) SELECT run, row, outcome, problems FROM rows;
DROP TABLE rows;
ALTER TABLE rows_002 RENAME TO rows;

ALTER TABLE runs ADD COLUMN sha256 TEXT;                               -- of the one file of a combined run
ALTER TABLE copies ADD COLUMN says TEXT;                                -- digest of what it says; NULL of what was made before
ALTER TABLE copies ADD COLUMN replaced_by TEXT REFERENCES copies;       -- by a copy of the same appointment, leaflet, language and layout
ALTER TABLE copies ADD COLUMN voided TEXT CHECK (voided GLOB '????-??-??T??:??:??+00:00');
ALTER TABLE copies ADD COLUMN voided_by TEXT;                           -- who said so
ALTER TABLE copies ADD COLUMN why TEXT;                                 -- and why
CREATE INDEX copies_by_issued ON copies (issued);
CREATE INDEX copies_by_replacement ON copies (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX runs_open ON runs (id) WHERE finished IS NULL;

CREATE TRIGGER copies_are_of_made_rows BEFORE INSERT ON copies
WHEN (SELECT outcome FROM rows WHERE run = NEW.run AND row = NEW.row) <> 'made'
BEGIN
    SELECT RAISE(ABORT, 'a row with copies is made');
END;

-- What a run read of an appointment for which it made nothing, because what it would have made is there: the record that counts from then on.
CREATE TABLE news (
    run         INTEGER NOT NULL REFERENCES runs,
    row         INTEGER NOT NULL,
    patient     TEXT NOT NULL,
    appointment TEXT NOT NULL,
    record      TEXT NOT NULL,                      -- JSON
    PRIMARY KEY (run, row)
) WITHOUT ROWID;
CREATE INDEX news_by_patient ON news (patient, appointment);

CREATE TABLE deliveries_002 (
    id           INTEGER PRIMARY KEY,
    copy         TEXT NOT NULL REFERENCES copies,
    channel      TEXT NOT NULL,                     -- folder, printer, mail …
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'in doubt', 'withdrawn')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_attempt TEXT CHECK (next_attempt GLOB '????-??-??T??:??:??+00:00'),
    message      TEXT,                              -- the message's or the job's identifier
    receipt      TEXT,                              -- JSON: what the other side answered
    settled_by   TEXT,                              -- who looked into the doubt, if there was one
    updated      TEXT NOT NULL CHECK (updated GLOB '????-??-??T??:??:??+00:00')
);
INSERT INTO deliveries_002 (id, copy, channel, state, attempts, next_attempt, message, receipt, settled_by, updated)
SELECT id, copy, channel, state, attempts, next_attempt, message, receipt, settled_by, updated FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_002 RENAME TO deliveries;
CREATE INDEX deliveries_by_copy ON deliveries (copy);
CREATE INDEX deliveries_by_state ON deliveries (channel, state, next_attempt);
CREATE INDEX deliveries_not_sent ON deliveries (state) WHERE state <> 'sent';
CREATE UNIQUE INDEX deliveries_open ON deliveries (copy, channel) WHERE state IN ('waiting', 'sending', 'in doubt');

CREATE TRIGGER deliveries_steps BEFORE UPDATE OF state ON deliveries
WHEN NOT (
    (OLD.state = 'waiting' AND NEW.state IN ('sending', 'withdrawn'))
    OR (OLD.state = 'sending' AND NEW.state IN ('sent', 'failed', 'in doubt'))
    OR (OLD.state = 'failed' AND NEW.state IN ('waiting', 'withdrawn'))
    OR (OLD.state = 'in doubt' AND NEW.state IN ('sent', 'waiting') AND coalesce(NEW.settled_by, '') <> '')
) BEGIN
    SELECT RAISE(ABORT, 'a delivery may not take this step');
END;

-- What became of each copy, as before; what is void or replaced is that, whatever became of it earlier.
CREATE VIEW fates AS
SELECT
    copies.id,
    copies.run,
    CASE
        WHEN voided IS NOT NULL THEN 'void'
        WHEN replaced_by IS NOT NULL THEN 'replaced'
        ELSE coalesce((
            SELECT CASE state WHEN 'sent' THEN 'delivered' WHEN 'sending' THEN 'in doubt' ELSE state END
            FROM deliveries
            WHERE copy = copies.id AND state <> 'withdrawn'
            ORDER BY
                channel = 'folder',
                CASE state WHEN 'sent' THEN 0 WHEN 'in doubt' THEN 1 WHEN 'sending' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END
            LIMIT 1
        ), 'lost')
    END AS fate
FROM copies;

-- What somebody did to the ledger itself, or took out of it: purges, recalls, voids, withdrawals.
CREATE TABLE events (
    id     INTEGER PRIMARY KEY,
    moment TEXT NOT NULL CHECK (moment GLOB '????-??-??T??:??:??+00:00'),
    who    TEXT NOT NULL,
    what   TEXT NOT NULL,                           -- purge, recall, void, withdraw …
    asked  TEXT NOT NULL,                           -- JSON: what was asked for; never a patient
    copies INTEGER NOT NULL                         -- how many it was about
);
