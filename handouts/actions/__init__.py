"""What a person can ask for, without a screen: a frozen request in, a frozen answer out; one module a family.

    attendant          whoever waits, and is asked                     outbox      what is on its way, settle
    where, manner      which clinic and ledger; how copies look        settling    all doubts of a run at once
    single             make one                                        answers     what the other side said of a copy
    correct, typed     a copy corrected; fields as they are given      bounces     letters that came back
    lists              plan a list, with a sample                      takeback    withdraw, void
    batch              make a list: begin, make, finish                outdated    copies that tell an old time or place
    reprint            copies of a run again, one copy again           reports     report, runs, the report as a page
    printing           print, look first, printers                     copies      given (a recall), history
    mail, consent      e-mail, look first, passphrases; signing in     find        patients by name
    looking, saying    the outbox with its patients; said once         recalls     a recall worked through, by telephone
    health             the outbox, for a program that watches          phrases     a passphrase told by telephone
    counter            where a desk stands                             events      purges, recalls … that were done
    days               who comes, what became of it; lists brought in  retention   purge
    handing, pictures  a patient at the desk; pages as pictures        leaflets    the leaflets there are, adopt, begin
    handover           a paper put into its patient's hands              presses     the presses that a desk has set up
    brand              the clinic's colour on a screen                 signing     look at what has changed, sign a leaflet
    beginning          begin a clinic's folder                         inspection  look at a list, propose a map
    check, checks      what can be said of leaflets; doctor            trials      try rules
    staff              who may come in to the desk, who did what       newcomer    somebody who is on no list
    cards              a patient's card, before anything is made     edition     a leaflet without a patient
    daybook            the days that a desk has open                   gallery     the leaflets to be looked at
    preview            a leaflet for a made-up patient                 columns     what the columns of a list are
    imports            texts written elsewhere, as drafts            translations  handed out, taken back, followed
    writing            a leaflet's text, opened and kept again
    bundle             what somebody who helps has to know, in one file
    bench              a leaflet as it is written: pages, findings     watching    what is saved in a clinic's folder
    publish            a site of leaflets, OpenEMR's files             infobutton  leaflets by a code, for record systems

An answer has `as_json`, where a program may read it, and `ok`, where a part may have come to nothing.  What takes long is told to an
`Attendant`, who is asked questions as well.  Errors are those of `handouts.errors`.  The command line and the browser only ask and show.
"""
