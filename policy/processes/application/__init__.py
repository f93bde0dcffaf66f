"""申请。The application: every award goes this way in the end."""
