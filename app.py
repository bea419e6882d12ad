"""The frame of the screens: session, navigation and languages; what is done stands in packagekit/ui/pages."""

from pathlib import Path

import streamlit as st

from packagekit.domain.text import Refusal
from packagekit.ui import frame, versions, widgets
from packagekit.ui.state import begin
from packagekit.workflow import SignedOut

st.set_page_config("packagekit", Path(__file__).parent / "packagekit/ui/static/mark.svg", layout="wide")
widgets.stylesheet()
try:
    session = begin()
except SignedOut as refusal:
    frame.signed_out(refusal)
    st.stop()
page = st.navigation(list(session.pages.values()), position="hidden")
session.arrived(page.url_path)
frame.sidebar(session, page)
try:
    if refused := frame.not_allowed(session, page):
        raise refused
    frame.register_at_hand(session)
    versions.restored(session)
    versions.clash(session)
    page.run()
except SignedOut as refusal:
    frame.signed_out(refusal)
except Refusal as refusal:
    widgets.problems(session, refusal.problems)
