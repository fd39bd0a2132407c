package density

import "math"

// The cosine sums of chebGrid.coefs: C_m = sum_j x_j cos(pi m j/n), first and last term halved. Those for even m are
// the sums of half the size over x_j + x_(n-j).

// cosines5 is n = 4.
func cosines5(x *[5]float64) (c0, c1, c2, c3, c4 float64) {
	sum, diff := (x[0]+x[4])/2, (x[0]-x[4])/2
	s, d := x[1]+x[3], (x[1]-x[3])*(math.Sqrt2/2)
	return sum + s + x[2], diff + d, sum - x[2], diff - d, sum - s + x[2]
}

// cosines9 is n = 8.
func cosines9(x, c *[9]float64) {
	half := [5]float64{x[0] + x[8], x[1] + x[7], x[2] + x[6], x[3] + x[5], 2 * x[4]}
	c[0], c[2], c[4], c[6], c[8] = cosines5(&half)
	d0, d1, d2, d3 := (x[0]-x[8])/2, x[1]-x[7], (x[2]-x[6])*(math.Sqrt2/2), x[3]-x[5]
	// cos(pi m j/8) for odd m is one of four numbers up to its sign
	c[1] = d0 + d2 + (cos1*d1 + cos3*d3)
	c[7] = d0 + d2 - (cos1*d1 + cos3*d3)
	c[3] = d0 - d2 + (cos3*d1 - cos1*d3)
	c[5] = d0 - d2 - (cos3*d1 - cos1*d3)
}

const (
	cos1 = 0.92387953251128675612818318939678829 // cos(pi/8)
	cos3 = 0.38268343236508977172845998403039887 // cos(3 pi/8)
)

// cosines17 is n = 16.
func cosines17(x, c *[17]float64) {
	var half, even [9]float64
	for j := range 8 {
		half[j] = x[j] + x[16-j]
	}
	half[8] = 2 * x[8]
	cosines9(&half, &even)
	for m, v := range even {
		c[2*m] = v
	}
	var d [8]float64
	for j := range d {
		d[j] = x[j] - x[16-j]
	}
	d[0] /= 2
	for m := range 4 { // C_m and C_(16-m) share the terms of even j, and those of odd j but for the sign
		row := &oddCosines[m]
		even := d[0] + row[2]*d[2] + (row[4]*d[4] + row[6]*d[6])
		odd := row[1]*d[1] + row[3]*d[3] + (row[5]*d[5] + row[7]*d[7])
		c[2*m+1], c[15-2*m] = even+odd, even-odd
	}
}

// oddCosines is cos(pi m j/16) for m = 1, 3, 5, 7.
var oddCosines = func() (t [4][8]float64) {
	for m := range t {
		for j := range t[m] {
			t[m][j] = chebCos((2*m+1)*j, 16)
		}
	}
	return t
}()
