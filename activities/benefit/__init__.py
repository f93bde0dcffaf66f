"""人才优惠。What the steps of benefits change, and what their workflow has to know."""
