"""A Word document read as plain values that can be set on paper: pages, paragraphs, lists, tables and pictures.

It runs in the process apart that opens strangers' files (`wordfile_child`), so it knows nothing of the product.
"""
