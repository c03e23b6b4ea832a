"""Other systems: the files that one looks for, the questions that one asks (HL7 Infobutton), and what it is answered."""
