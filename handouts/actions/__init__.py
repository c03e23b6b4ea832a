"""What a person can ask for, without a screen: a frozen request in, a frozen answer out; one module a family.

    attendant          whoever waits, and is asked                     outbox      what is on its way, settle
    where, manner      which clinic and ledger; how copies look        reports     report, runs, the report as a page
    single             make one                                        copies      given (a recall), history
    find               patients by name                                events      purges, recalls … that were done
    lists              plan a list, with a sample                      retention   purge
    batch              make a list: begin, make, finish                leaflets    the leaflets there are, adopt
    reprint            copies of a run again, one copy again           checks      doctor, look at a list
    printing           print, look first, printers                     trials      try rules
    mail               e-mail, look first, passphrases                 signing     look at what has changed, sign a leaflet
    beginning          begin a clinic's folder                         takeback    withdraw, void
    outdated           copies that tell an old time or place          inspection  look at a list, propose a map
    answers            what the other side said of a copy              bounces     letters that came back
    settling           all doubts of a run at once

An answer has `as_json`, where a program may read it, and `ok`, where a part may have come to nothing.  What takes long is told to an
`Attendant`, who is asked questions as well.  Errors are those of `handouts.errors`.  The command line and the browser only ask and show.
"""
