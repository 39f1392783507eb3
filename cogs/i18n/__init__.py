"""What members read: catalogues (locales/*.po, one file a language). Commands hold their own English descriptions."""
