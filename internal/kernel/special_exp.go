package kernel

import "math"

// roundShift added to a float64 of magnitude below 2^51 leaves its nearest integer in the low bits.
const roundShift = 0x1.8p52

// exp2Table holds the bits of 2^(j/32), less j<<47: adding k<<47 for k = 32 n + j gives the bits of 2^(k/32).
var exp2Table = makeExp2Table()

func makeExp2Table() (t [32]uint64) {
	for j := range t {
		t[j] = math.Float64bits(math.Exp2(float64(j)/32)) - uint64(j)<<47
	}
	return t
}

// fastExp is e^x for |x| < 700, to 2e-12 relative: 2^(k/32) e^r with |r| <= log(2)/64 (Tang (1989), ACM TOMS 15, 144).
func fastExp(x float64) float64 {
	s := x*(32/math.Ln2) + roundShift
	k := math.Float64bits(s)
	r := x - (s-roundShift)*(math.Ln2/32)
	t := math.Float64frombits(exp2Table[k&31] + k<<47)
	w := r * r
	return t + t*(r+w*(.5+r*(1./6)+w*(1./24)))
}

// fastExpm1 is e^x - 1 for |x| < 700, to 4e-10 relative, near 0 too, where the table's factor t is 1.
func fastExpm1(x float64) float64 {
	s := x*(32/math.Ln2) + roundShift
	k := math.Float64bits(s)
	r := x - (s-roundShift)*(math.Ln2/32)
	t := math.Float64frombits(exp2Table[k&31] + k<<47)
	w := r * r
	return (t - 1) + t*(r+w*(.5+r*(1./6)+w*(1./24)))
}

// In the loops below limit32 takes over where |x| is so large that the result is a limit, and at NaN.

func exp32(dst, x []float32) {
	for i, v := range x {
		z := float64(v)
		if !(z < 128 && z > -128) {
			limit32(dst, x, i, math.Exp)
			continue
		}
		dst[i] = float32(fastExp(z))
	}
}

func expm132(dst, x []float32) {
	for i, v := range x {
		z := float64(v)
		if !(z < 128 && z > -128) {
			limit32(dst, x, i, math.Expm1)
			continue
		}
		dst[i] = float32(math.Copysign(fastExpm1(z), z))
	}
}

// tanh x = m/(m+2) with m = e^2x - 1.
func tanh32(dst, x []float32) {
	for i, v := range x {
		z := float64(v)
		if !(z < 16 && z > -16) {
			limit32(dst, x, i, math.Tanh)
			continue
		}
		m := fastExpm1(2 * z)
		dst[i] = float32(math.Copysign(m/(m+2), z))
	}
}

func sigmoid32(dst, x []float32) {
	for i, v := range x {
		z := float64(v)
		if !(z < 128 && z > -128) {
			limit32(dst, x, i, Sigmoid64)
			continue
		}
		dst[i] = float32(1 / (1 + fastExp(-z)))
	}
}

func silu32(dst, x []float32) {
	for i, v := range x {
		z := float64(v)
		if !(z < 128 && z > -128) {
			limit32(dst, x, i, SiLU64)
			continue
		}
		dst[i] = float32(z / (1 + fastExp(-z)))
	}
}

// s (1 + x (1-s)) with s the sigmoid; 1-s = e^-x s does not cancel.
func siluGrad32(dst, x, dy []float32) {
	for i, v := range x {
		z := float64(v)
		if !(z < 128 && z > -128) {
			limit32(dst, dy, i, func(d float64) float64 { return d * SiLUGrad64(float64(v)) })
			continue
		}
		e := fastExp(-z)
		s := 1 / (1 + e)
		dst[i] = float32(float64(dy[i]) * s * (1 + z*e*s))
	}
}

func softplus32(dst, x []float32) { signedSoftplus(dst, x, 1, Softplus64) }

func logSigmoid32(dst, x []float32) { signedSoftplus(dst, x, -1, LogSigmoid64) }

// signedSoftplus is sign softplus(sign x), where softplus(z) = max(z, 0) + 2 atanh(u/(2+u)) with u = e^-|z|.
func signedSoftplus(dst, x []float32, sign float64, limit func(float64) float64) {
	c := &atanhPoly
	for i, v := range x {
		z := sign * float64(v)
		if !(z < 128 && z > -128) {
			limit32(dst, x, i, limit)
			continue
		}
		a := math.Abs(z)
		u := fastExp(-a)
		s := u / (2 + u)
		w := s * s
		p := c[0] + w*(c[1]+w*(c[2]+w*(c[3]+w*(c[4]+w*c[5]))))
		dst[i] = float32(sign * ((z+a)/2 + 2*s*p))
	}
}

// limit32 is dst[i] = f(x[i]). It is not inlined, and given an index, because a loop in which float64(x[i]) is the
// argument of a call converts into the register that the last iteration's result is in: on amd64 the conversion waits
// for it, and sigmoid takes 6.4 ns an element instead of 2.7, softplus 28 instead of 7.5.
//
//go:noinline
func limit32(dst, x []float32, i int, f func(float64) float64) {
	dst[i] = float32(f(float64(x[i])))
}
