"""Reading the field's public files and sending what they say down the one road; one folder a source."""
