"""Help that opens beside a page: what the page is for, and how to do the usual things there."""
