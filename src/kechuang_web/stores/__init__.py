"""Tables behind plan and ledger, the selectors that read them into library values, and the services that write them."""
