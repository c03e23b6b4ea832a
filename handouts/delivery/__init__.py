"""From the outbox to the patient: one module a channel, all of one shape (`channel`), driven by `dispatch`."""
