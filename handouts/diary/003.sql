-- Who may come in, who did what, and a number that grows with the appointments.  A deed names entries and copies, never a patient.

CREATE TABLE staff (
    name    TEXT PRIMARY KEY,
    role    TEXT NOT NULL CHECK (role IN ('desk', 'editor', 'manager')),
    phrase  TEXT NOT NULL,                          -- argon2's digest of the pass-phrase; '' for who comes by a proxy alone
    added   TEXT NOT NULL CHECK (added GLOB '????-??-??T??:??:??+00:00')
) WITHOUT ROWID;

CREATE TABLE deeds (
    id      INTEGER PRIMARY KEY,
    at      TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??+00:00'),
    who     TEXT NOT NULL,
    deed    TEXT NOT NULL,
    entry   TEXT NOT NULL DEFAULT '',
    copies  TEXT NOT NULL DEFAULT ''                -- ids, parted by spaces
);

CREATE TABLE changes (number INTEGER NOT NULL);
INSERT INTO changes VALUES (0);
CREATE TRIGGER entries_come AFTER INSERT ON entries BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER entries_go AFTER DELETE ON entries BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER entries_change AFTER UPDATE ON entries BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER lists_come AFTER INSERT ON lists BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER lists_go AFTER DELETE ON lists BEGIN UPDATE changes SET number = number + 1; END;
