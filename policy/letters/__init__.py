"""文书。What applicants are sent, in words an official would sign."""
