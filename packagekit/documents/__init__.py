"""From records and a language to bytes: Word, Excel, PDF, pictures and a preview."""

import logging

# The fonts we ship were made with a clock that counts from another year, which fontTools tells at every start.
logging.getLogger("fontTools.ttLib.tables._h_e_a_d").setLevel(logging.ERROR)
