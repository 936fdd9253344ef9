"""Fees: requested, paid by VietQR, confirmed by signed notification, reconciled with the bank's statement."""
