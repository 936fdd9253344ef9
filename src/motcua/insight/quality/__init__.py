"""Quality of service: the index of QĐ 766/QĐ-TTg and the counting tables of one-stop work."""
