-- A letter that a server has taken may come back (RFC 3464): what was sent has then failed, and the receipt says that it was returned.

CREATE INDEX deliveries_by_moment ON deliveries (channel, updated);          -- what has left lately is counted

DROP TRIGGER deliveries_steps;
CREATE TRIGGER deliveries_steps BEFORE UPDATE OF state ON deliveries
WHEN NOT (
    (OLD.state = 'waiting' AND NEW.state IN ('sending', 'withdrawn'))
    OR (OLD.state = 'sending' AND NEW.state IN ('sent', 'failed', 'in doubt'))
    OR (OLD.state = 'failed' AND NEW.state IN ('waiting', 'withdrawn'))
    OR (OLD.state = 'in doubt' AND NEW.state IN ('sent', 'waiting') AND coalesce(NEW.settled_by, '') <> '')
    OR (OLD.state IN ('sent', 'in doubt') AND NEW.state = 'failed' AND coalesce(NEW.receipt, '') LIKE '%"returned": "20%')
) BEGIN
    SELECT RAISE(ABORT, 'a delivery may not take this step');
END;
