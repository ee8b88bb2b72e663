project = "Lessons"
extensions = ["myst_parser"]
html_theme = "furo"
html_theme_options = {"navigation_with_keys": True}
html_extra_path = ["files"]
