"""What a plan looks like on paper: tables for a spreadsheet, and the report with its figures."""
