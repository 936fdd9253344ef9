"""A bank: reads VietQR, moves invented money, tells the payee by signed notification and keeps a statement."""
