"""科技创新服务券。What the steps of a voucher change, what its workflow has to know, and how its enterprise is verified."""
