// Which language the page speaks; Streamlit's page says English.
export default function ({ data }) {
  document.documentElement.lang = data.language;
}
