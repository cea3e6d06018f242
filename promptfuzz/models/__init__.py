"""Models: from requests to outputs, whatever stands behind: a function, a script, a local model."""
