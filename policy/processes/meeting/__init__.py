"""专题会。A meeting of the committee: the cases that no formula decides are put before it, voted on, and minuted."""
