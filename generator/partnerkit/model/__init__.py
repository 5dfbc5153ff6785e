"""The typed values that the stages hand to each other: definitions by kind, libraries, documents, artifacts."""
