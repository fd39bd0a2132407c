package density

// Quadrature is points and the masses at them, in units of the row's density, by which a smooth function is integrated
// under the row: none if it is broken.
func (r *panelRow) Quadrature() (y, mass []float64) {
	if r.state.Broken() {
		return nil, nil
	}
	for k := range r.panels {
		at, _, g, _ := r.at(k)
		for j, w := range r.panels[k].grid().weights {
			if g[j] > 0 {
				y, mass = append(y, at[j]), append(mass, w*g[j])
			}
		}
	}
	return y, mass
}

func (r *AtomRow) Quadrature() (y, mass []float64) {
	if r.state.Broken() {
		return nil, nil
	}
	for k, m := range r.Mass {
		if m > 0 {
			y, mass = append(y, r.Y[k]), append(mass, m)
		}
	}
	return y, mass
}
