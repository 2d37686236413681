# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The site, as Sphinx builds it for scripts/docs out of these Markdown pages.

import os
import re

project = "membrane"
copyright = "the membrane authors"
extensions = ["myst_parser"]
myst_heading_anchors = 3
root_doc = "index"
smartquotes = False # "--" is an option
html_title = "membrane"
html_theme = "alabaster"
html_theme_options = {"page_width": "1100px", "fixed_sidebar": True}
html_copy_source = False
html_show_sphinx = False
exclude_patterns = []


def unlink_sources(app, page, text):
    """A link to a folder or to a file of the source tree is only its text here.
    What names a page that is not there stays, so that Sphinx complains."""
    folder = os.path.dirname(os.path.join(app.srcdir, page))

    def inside(match):
        target = os.path.normpath(os.path.join(folder, match.group(2)))
        page = target.startswith(app.srcdir + os.sep) and os.path.isfile(target)
        missing = target.endswith(".md") and target.startswith(app.srcdir)
        kept = page or missing or "://" in match.group(2)
        return match.group(0) if kept else match.group(1)

    text[0] = re.sub(r"\[([^\]]*)\]\(([^)#]+)(#[^)]*)?\)", inside, text[0])


def setup(app):
    app.connect("source-read", unlink_sources)
