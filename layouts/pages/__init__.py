"""Page templates, flowables, boxes, pictures, structure: ReportLab's Platypus."""
