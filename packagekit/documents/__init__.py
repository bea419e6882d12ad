"""From records and a language to bytes: Word, Excel, PDF, pictures and a preview."""
