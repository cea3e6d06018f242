"""Reports: they listen to a run or read its results, and decide nothing."""
