"""General editions for everybody: a web site, the files that a record system looks for, answers to what a record system asks.

In: the leaflets that may be given out, merged with nobody.  Out: pages, feeds and PDFs as bytes; a folder that holds them and no others of
ours.  Nothing of a patient comes in here, or goes out.
"""
