package tape

// OneCore keeps a machine from sharing steps among the cores.
func OneCore(v *VM) *VM {
	v.m.Cores = false
	return v
}

// Shared is how many steps of a machine are cut into parts.
func Shared(v *VM) (n int) {
	for _, s := range v.m.Plan.Steps {
		if s.Shared() {
			n++
		}
	}
	return n
}
