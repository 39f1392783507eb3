"""Picture files: references in, finished pictures out."""
