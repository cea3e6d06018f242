"""A question-answerer over a few notices, under test."""
