"""Files: unpack compression and archives, and survey the encoding and lines of text."""
