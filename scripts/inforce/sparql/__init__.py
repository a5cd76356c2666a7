"""SPARQL 1.1 queries of one's own, asked of the record and of what follows from it.

``syntax`` reads a text by the ``grammar``, ``statement`` makes of it what an engine gets, ``running`` has it
answered by a ``worker`` within bounds of time and memory, ``forms`` writes the answer, ``solutions`` holds it
as data. ``questions`` asks the questions that come with the package. Nothing here changes the graph or
reaches another server.
"""
