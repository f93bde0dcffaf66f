"""Tests of what activities write, on a database of their own."""
