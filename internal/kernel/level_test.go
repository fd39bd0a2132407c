package kernel

// setLevel forces a level, no higher than the CPU's own, and returns a function that restores the former one.
func setLevel(l Level) (restore func()) {
	old := level.Swap(int32(min(l, detect())))
	return func() { level.Store(old) }
}
