"""Readers of appointment lists; each yields `Accepted`, `Reject` or `Skipped` for each record.

    inspection  a file that nobody knows -> a map for it, and how it would be read
    opening     a file -> its reader
    formats     the formats there are, one row each, and which of them a file is
    tables/     CSV, XLSX, ODS: rows -> columns -> cells
    cells/      what one cell says; the maps that say how to read it
    fhir/       FHIR R4: a Bundle or NDJSON
    hl7/        HL7 v2 scheduling messages
    ical/       iCalendar
    maps/       the column maps that come with the program, data only
    rows        what every reader gives; all records go through `handouts.records.appointment.read_record`
    listfile    the file that a list comes in
    flags       columns that say that an appointment is off, and what their cells say
    words       the words of other systems

A new format is a room of its own with a `Schedule`, and a row in `formats`.
"""
