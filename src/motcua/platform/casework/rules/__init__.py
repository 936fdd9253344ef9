"""Pure decisions of casework: no Django, no clock, no input or output. The law lives here and is cited here."""
