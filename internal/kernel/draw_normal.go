package kernel

import "math"

// The normal numbers come in pairs (Box and Muller 1958): r cos a and r sin a with r^2/2 exponential and a uniform on the
// circle. Every step is rounded as in assembly, so that all levels give the same bits: float64 fuses products with sums;
// float32, for which Go has no fused form, does not, and conversions around products keep compilers from it.

// pair32 is two independent standard normal numbers. The high 31 bits k of u give r = sqrt(-2 log((k+1/2) 2^-31)), up to
// 6.66; v gives a: the low 30 bits its distance from an axis, above 0, the two others the axis. So the numbers are
// symmetric about 0 to the bit and never 0. Each has a relative error of a few ulps.
func pair32(u, v uint32) (float32, float32) {
	p := min(float32(float32(int32(u>>1))*0x1p-31)+0x1p-32, 1-0x1p-24) // float32 has no nearer number below 1
	r := float32(math.Sqrt(float64(-2 * logUnit32(p))))
	x := float32(int32(v<<2|2)) * 0x1p-32
	y := x * x
	s := x * steps(y, sinTurn32[:])
	c := float32(y*steps(y, cosTurn32[:])) + 1
	c = math.Float32frombits(math.Float32bits(c) ^ v&(1<<31))
	if v&(1<<30) != 0 {
		c, s = s, c
	}
	return r * c, r * s
}

// pair64 is pair32 with k the high 52 bits of u, which reaches 8.57, and an angle of 52 bits and two.
func pair64(u, v uint64) (float64, float64) {
	r := math.Sqrt(-2 * logUnit64((float64(u>>12)+.5)*0x1p-52))
	x := (float64(v<<2>>12) - 0x1p51 + .5) * 0x1p-52
	y := x * x
	s := x * fusedSteps(y, sinTurn64[:])
	c := math.FMA(y, fusedSteps(y, cosTurn64[:]), 1)
	c = math.Float64frombits(math.Float64bits(c) ^ v&(1<<63))
	if v&(1<<62) != 0 {
		c, s = s, c
	}
	return r * c, r * s
}

// steps is the polynomial c[0] + c[1] x + ... by Horner's rule.
func steps(x float32, c []float32) float32 {
	y := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		y = float32(y*x) + c[i]
	}
	return y
}

func fusedSteps(x float64, c []float64) float64 {
	y := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		y = math.FMA(y, x, c[i])
	}
	return y
}

// logUnit32 is log p for normal p < 1: p = 2^k (1+f) with 1+f in [sqrt(1/2), sqrt(2)), and log 2 in two parts, of which
// the first has zeros enough for k.
func logUnit32(p float32) float32 {
	const root = 0x3f3504f3 // bits of sqrt(1/2)
	j := math.Float32bits(p) + (0x3f800000 - root)
	k := float32(int32(j>>23) - 127)
	f := math.Float32frombits(j&(1<<23-1)+root) - 1
	z := f * f
	y := float32(float32(f*z) * steps(f, logTail32[:]))
	y += float32(k * -2.12194440e-4)
	y += float32(z * -.5)
	return float32(k*.693359375) + (f + y)
}

// logUnit64 is logUnit32 with log(1+f) as 2 atanh(f/(2+f)).
func logUnit64(p float64) float64 {
	const root = 0x3fe6a09e667f3bcd
	j := math.Float64bits(p) + (0x3ff<<52 - root)
	k := float64(int64(j>>52) - 1023)
	f := math.Float64frombits(j&(1<<52-1)+root) - 1
	s := f / (2 + f)
	w, h := s*s, float64(f*f)*.5
	y := math.FMA(s, math.FMA(w, fusedSteps(w, atanhTail64[:]), h), k*0x1.ef35793c7673p-45)
	return math.FMA(k, 0x1.62e42fefa38p-1, f-(h-y))
}
