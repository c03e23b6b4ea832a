-- Whom the ledger knows by a birth date is found, and not looked for: a card asks it.  And that a copy was put into its patient's hands,
-- after the code on its paper and the patient's own code agreed, which tells of no patient.

CREATE INDEX copies_by_birth ON copies (born) WHERE born IS NOT NULL;

CREATE TABLE handed (
    copy   TEXT PRIMARY KEY REFERENCES copies,
    moment TEXT NOT NULL CHECK (moment GLOB '????-??-??T??:??:??+00:00'),
    who    TEXT NOT NULL                            -- who gave it
) WITHOUT ROWID;
