"""The only place that asks the network: exchange rates and market indicators, read and never trusted."""
