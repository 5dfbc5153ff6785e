"""The MkDocs shell: the only package that imports mkdocs. Everything that it shows is made above it, by the road."""
