"""表格。Sheets that people download, fill in and upload."""
