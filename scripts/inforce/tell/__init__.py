"""Words for people: answers as text, as plain data for JSON, and as rows for CSV.

Each module tells one kind of answer. Sentences are built from periods and rules, never stored. Text grows
with what is answered, not with the time that has passed.
"""
