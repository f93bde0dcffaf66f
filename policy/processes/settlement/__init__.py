"""服务券结算。What a platform is paid for the vouchers that were spent with it in a month."""
