"""The script that made the networks is no test, and needs PyTorch."""

collect_ignore = ["make_networks.py"]
