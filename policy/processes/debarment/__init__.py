"""限制申报。The debarment process: whether an enterprise that got support by fraud may apply again, and from when on."""
