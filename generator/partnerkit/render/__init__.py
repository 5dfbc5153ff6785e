"""Stage 7, render: one file for each output format, all walking the same composed documents.

``page`` and ``pages`` write page files for the site engine, ``print_html`` and ``pdf`` make PDF files.
"""
