"""PDF documents from templates; nothing blank goes out."""
