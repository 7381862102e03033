"""The website: typed pages, templates, and the engine that frames them."""
