"""Files of rows: CSV, TSV, any delimiter, fixed columns."""
