"""Pages of pictures and PDFs: looked at, and written anew with parts blacked out, in a process of their own."""
