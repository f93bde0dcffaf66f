"""Sheets that people download, fill in and upload."""
