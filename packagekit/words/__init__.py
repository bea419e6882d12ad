"""The room of languages: messages, numbers, money and dates as the reader writes them, amounts in words."""
