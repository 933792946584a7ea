"""From a Summary to numbers: one question a file, and nothing here knows rows or pictures."""
