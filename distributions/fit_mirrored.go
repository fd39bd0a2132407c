package distributions

// mirrored is the start on the other side of a symmetric family, nil if d is none that can lean to two: between the two maxima of a skew
// normal's likelihood is the normal, where it is level in all directions (Azzalini and Capitanio 1999, section 5), so a climb from the
// side that the skewness of few values points to may end at the lower one.
func (f *fitting) mirrored(start []float64) []float64 {
	shape, loc, scale := f.index("SkewNormal.Shape"), f.index("SkewNormal.Loc"), f.index("SkewNormal.Scale")
	if shape < 0 {
		return nil
	}
	out := append([]float64(nil), start...)
	out[shape] = -start[shape]
	if loc >= 0 && scale >= 0 { // the same mean
		skewed := skewMean(start[shape]) * f.params[scale].value(start[scale])
		out[loc] = start[loc] + 2*skewed
	}
	return out
}

// better is the likelier of two climbs, u and one from another start, that did not fail.
func (f *fitting) better(u []float64, err error, start, unit []float64) ([]float64, error) {
	other, failed := f.climbFrom(start, unit)
	if failed != nil {
		return u, err
	}
	if err != nil {
		return other, nil
	}
	one, _, _, _ := f.at(u)
	if two, _, _, _ := f.at(other); two > one {
		return other, nil
	}
	return u, nil
}

// index is where a parameter stands, or -1.
func (f *fitting) index(name string) int {
	for k, p := range f.params {
		if p.name == name {
			return k
		}
	}
	return -1
}
