"""Cổng Dịch vụ công quốc gia: dossiers in, progress out."""
