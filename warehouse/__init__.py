"""STORING: the catalogue, the raw bytes, the readings, the releases: every place where data rest outside dbt."""
