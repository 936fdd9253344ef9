"""The national payment platform: takes INIT, QUERY and GET_BILL, shows a page to pay, notifies, and books the money at the bank."""
