"""An extractor of orders as JSON, under test."""
