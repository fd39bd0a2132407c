"""Writes data_half.npz: every 13th half-precision number as such and as the single that NumPy makes of it.

pip install numpy==2.2.6; python data_half.py
"""
import numpy as np

half = np.arange(0, 65536, 13).astype("<u2").view("<f2")
np.savez_compressed("data_half.npz", half=half, single=half.astype("<f4"))
