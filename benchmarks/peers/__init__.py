"""The other ways to do our work that we are measured against, each as its users would write it."""
