"""One test for each rule of X-Road's protocol documents, named after the document and the chapter that states the rule."""
