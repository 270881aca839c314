"""A case as one Excel workbook: a sheet per table, read with the schema of the CSV tables and written from it."""
