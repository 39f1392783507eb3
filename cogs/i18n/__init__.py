"""What members read: catalogues (locales/*.po, one file a language) and choices. Commands hold their own English descriptions."""
