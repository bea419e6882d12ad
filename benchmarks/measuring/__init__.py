"""What every benchmark measures with and works on: rounds of time, one open deal, generated cases."""
