"""What members read: catalogues (``locales/*.po``, one per language), choices. Commands define their own English."""
