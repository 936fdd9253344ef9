"""Settings of identity; names that allauth reads are spelled its way."""

ACCOUNT_ADAPTER = "allauth.account.adapter.DefaultAccountAdapter"
