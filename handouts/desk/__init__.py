"""The desk in a browser: it asks `actions` and shows what they answer; no work is done here.

    serve      opens a port, and the browser
    app        addresses -> rooms
    gate       what comes in and goes out: hosts, forms of other sites, headers, sizes
    sessions   who sits at the desk; what lies on it
    pauses     after wrong pass-phrases
    works      what takes long, in threads of its own
    view       an answer -> a page: templates, words, dates
    rooms/     door, today, card, lists, leaflets, …: a room of the desk each
    pages/ static/     templates, the style sheet, the script
"""
