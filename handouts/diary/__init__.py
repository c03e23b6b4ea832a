"""The appointments of the days, as lists brought them in: what a desk looks at and looks through.

    data      an entry, a list that was brought in
    file      the file that they are kept in
    staff     who may come in
    deeds     who did what, and when
    search    what somebody types -> the entries that fit
    alike     who could be taken for whom
"""
