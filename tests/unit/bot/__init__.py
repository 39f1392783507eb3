"""Tests of the product, without Discord."""
