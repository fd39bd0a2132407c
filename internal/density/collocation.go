package density

// A collocation is the sums of the polynomial of degree 4 through the masses of five integers that stand for a block, as a polynomial in
// the distance from its middle in units of half its length.
type collocation struct {
	middle, step float64 // from one integer to the next
	c            [5]float64
}

// collocate returns that of integers that lie evenly about the middle one. The sum of a polynomial f of degree 5 over integers is the
// integral, over half a step more at each end, of f - f”/24 + 7 f””/5760, in steps.
func collocate(y, stands, mass []float64) collocation {
	var p [5]float64
	w := 0.
	for j := range p {
		p[j] = mass[j] / stands[j]
		w += stands[j]
	}
	h := 2 / w
	a, b := (y[3]-y[2])*h, (y[4]-y[2])*h
	evenA, evenB := ((p[1]+p[3])/2-p[2])/(a*a), ((p[0]+p[4])/2-p[2])/(b*b)
	oddA, oddB := (p[3]-p[1])/2/a, (p[4]-p[0])/2/b
	c4, c3 := (evenB-evenA)/(b*b-a*a), (oddB-oddA)/(b*b-a*a)
	c2, c1 := evenA-c4*a*a, oddA-c3*a*a
	q := h * h
	return collocation{middle: y[2], step: h, c: [5]float64{
		p[2] - q/12*c2 + 7*q*q/240*c4, (c1 - q/4*c3) / 2, (c2 - q/2*c4) / 3, c3 / 4, c4 / 5,
	}}
}

// upTo is the sum up to an integer.
func (c *collocation) upTo(y float64) float64 {
	return (c.primitive((y-c.middle+.5)*c.step) - c.primitive(-1)) / c.step
}

// mass is about that of an integer.
func (c *collocation) mass(y float64) float64 {
	x := (y - c.middle) * c.step
	return c.c[0] + x*(2*c.c[1]+x*(3*c.c[2]+x*(4*c.c[3]+x*5*c.c[4])))
}

func (c *collocation) primitive(x float64) float64 {
	return x * (c.c[0] + x*(c.c[1]+x*(c.c[2]+x*(c.c[3]+x*c.c[4]))))
}
