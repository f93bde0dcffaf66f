"""贷款登记。What the steps of a loan change, how its bank is asked, and what its workflow has to know."""
