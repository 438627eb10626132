"""The benchmarks: ratios within one run, so that a slow or busy machine does not decide."""
