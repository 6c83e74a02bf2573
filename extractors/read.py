"""The one way in for bytes: decides which reader fits and returns its Document.

What the bytes are is decided by the bytes; a declared media type or a file name only breaks ties, since
servers and people mislabel. Readers are imported when they are needed: lxml and PDFium are slow to load.
"""

from __future__ import annotations
