"""A stock Wagtail site, as its documentation shows one: pages with fields to search and to filter."""
