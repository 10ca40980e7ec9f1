"""How the catalogue came to be: Alembic revisions, run by themselves when a catalogue is opened."""
