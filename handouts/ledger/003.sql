-- A ledger with years in it answers as soon as a new one: what is asked for often is found, or was counted, and nothing is gone through for it.
-- Patient data stands in an index, too (copies_by_name); purging empties it with its table.

CREATE INDEX copies_by_name ON copies (name, patient, born) WHERE name IS NOT NULL;
CREATE INDEX copies_by_leaflet_and_day ON copies (leaflet, issued);

-- How many deliveries are in each state, as they come and go.
CREATE TABLE tallies (
    channel    TEXT NOT NULL,
    state      TEXT NOT NULL,
    deliveries INTEGER NOT NULL,
    PRIMARY KEY (channel, state)
) WITHOUT ROWID;
INSERT INTO tallies (channel, state, deliveries) SELECT channel, state, count(*) FROM deliveries GROUP BY channel, state;

CREATE TRIGGER tallies_of_new AFTER INSERT ON deliveries
BEGIN
    INSERT INTO tallies (channel, state, deliveries) VALUES (NEW.channel, NEW.state, 1)
    ON CONFLICT (channel, state) DO UPDATE SET deliveries = deliveries + 1;
END;
CREATE TRIGGER tallies_of_gone AFTER DELETE ON deliveries
BEGIN
    UPDATE tallies SET deliveries = deliveries - 1 WHERE channel = OLD.channel AND state = OLD.state;
END;
CREATE TRIGGER tallies_of_steps AFTER UPDATE OF channel, state ON deliveries
BEGIN
    UPDATE tallies SET deliveries = deliveries - 1 WHERE channel = OLD.channel AND state = OLD.state;
    INSERT INTO tallies (channel, state, deliveries) VALUES (NEW.channel, NEW.state, 1)
    ON CONFLICT (channel, state) DO UPDATE SET deliveries = deliveries + 1;
END;
