"""Files of definitions, workbooks."""
