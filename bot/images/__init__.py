"""Picture files: references on their way in, finished pictures on their way out."""
