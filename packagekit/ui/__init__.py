"""The face in the browser; the only room besides the server that knows Streamlit."""
