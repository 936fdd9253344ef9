"""What people see: the catalogue, the service page, check and submit, their dossiers, the public look-up."""
