"""政策试算。What becomes of cases, a year's population, or invented ones where the law reads otherwise. Nothing real follows."""
