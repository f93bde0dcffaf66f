"""服务券结算。What the steps of a settlement change, and what is looked at before its platform is paid."""
