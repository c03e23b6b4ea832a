"""The bench: slips of an editor's, one by one; branches; pages; the check of a clinic; what a batch refuses."""
