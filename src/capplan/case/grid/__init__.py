"""The Better Care Fund grid of intermediate care: service by month, demand and capacity, as a workbook."""
