"""The stewards' desk: the findings as web pages with a form, for somebody who never opens a terminal."""
