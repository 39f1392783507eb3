"""What members read: catalogues (locales/*.po, one file a language), choices. Commands hold their own English."""
