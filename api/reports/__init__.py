"""评估报告。An evaluation as people read it: one content, set as a page, as a PDF and as a workbook."""
