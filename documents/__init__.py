"""READING: bytes -> tasks, promises, figures, each with its place in the text.

Belongs here: everything that turns the bytes of one document into a `Reading`. Does not belong here: sockets, databases, Prefect, anything
that knows a second document. `read` is the one way in.
"""
