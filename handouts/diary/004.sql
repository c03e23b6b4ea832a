-- What a deed was about that is neither an appointment nor a copy; the language in which somebody reads the desk.

ALTER TABLE deeds ADD COLUMN about TEXT NOT NULL DEFAULT '';    -- a run, a list or a leaflet, never a patient
ALTER TABLE staff ADD COLUMN language TEXT NOT NULL DEFAULT ''; -- '' for the clinic's
