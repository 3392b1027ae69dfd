"""What the filer sees and does: the decision aid, the form, his own records."""
