-- What a list is read by, and what was begun to be made of it, so that nothing is begun twice and whatever was stopped can go on.

ALTER TABLE lists ADD COLUMN map TEXT NOT NULL DEFAULT '';  -- a file of the diary's folder, '' for what the clinic reads lists by

CREATE TABLE makings (
    list        INTEGER PRIMARY KEY REFERENCES lists ON DELETE CASCADE,
    begun       TEXT NOT NULL CHECK (begun GLOB '????-??-??T??:??:??+00:00'),
    who         TEXT NOT NULL,
    print_order TEXT NOT NULL,
    run         INTEGER                             -- of the ledger, NULL until it is complete
);
