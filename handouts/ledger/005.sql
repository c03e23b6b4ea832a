-- That a copy was put into its patient's hands, after the code on its paper and the patient's own code agreed.  Tells of no patient.

CREATE TABLE handed (
    copy   TEXT PRIMARY KEY REFERENCES copies,
    moment TEXT NOT NULL CHECK (moment GLOB '????-??-??T??:??:??+00:00'),
    who    TEXT NOT NULL                            -- who gave it
) WITHOUT ROWID;
