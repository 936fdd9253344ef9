"""draft"""
def counts(p): return {}
def exchange_messages(c): return []
def agree(*a, **k): return {}
def rows(*a, **k): return {}
def evidence(*a): return {}
