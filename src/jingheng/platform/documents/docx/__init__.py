"""An official paper as .docx, laid out by GB/T 9704-2012 (the standard's text is 待核; the measures are well known)."""

from jingheng.platform.documents.docx.layout import to_docx

__all__ = ["to_docx"]
