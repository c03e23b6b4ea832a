"""Printing: a copy is one job of one printer, followed until the printer says how many of its sides came out.

    ipp        the protocol's bytes
    connections, credentials    TLS or the local socket; name and password
    client     asking a printer, and how much of a request had left when no answer came
    printers   the printers there are, and what each can do
    words      what printers say in keywords, in sentences
    jobs       a job, and what its end says about its copy
    release    a PIN that is typed in at the printer
    line       the way to one printer: asking, waiting, telling
    submit     from a copy to a job
    follow     from a job to its end
    printer    the channel
    sumatra    the channel on Windows
    settings   printing.toml
"""
