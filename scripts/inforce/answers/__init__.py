"""Questions asked of the compiled graph → typed answers with their reasons.

Each module answers one question. Functions take a store and plain values and return frozen dataclasses;
nothing is printed and no clock is read. An answer is one of ``yes``, ``no``, ``undetermined``,
``conditional`` and ``no record``; these are different from each other, and none stands for another.
"""
