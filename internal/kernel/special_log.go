package kernel

import "math"

// Log64 is log x, also for subnormal x, where math.Log on amd64 is wrong: -709.09 at 5e-324 instead of -744.44
// (golang.org/issue/56600).
func Log64(x float64) float64 {
	if x < 0x1p-1022 && x > 0 {
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return math.Log(x)
}

// logOffset cuts the binade [0.695, 1.39) into 32 intervals, whose 20th has 1 in its middle: there the table holds
// c = 1, so that the logarithm of numbers near 1 is the polynomial alone and keeps its relative accuracy.
const logOffset = 0x3ff0_0000_0000_0000 - 39<<46

// logTable holds 1/c and log c for a point c in each interval.
var logTable = makeLogTable()

func makeLogTable() (t [32]struct{ inv, log float64 }) {
	for i := range t {
		lo := math.Float64frombits(logOffset + uint64(i)<<47)
		hi := math.Float64frombits(logOffset + uint64(i+1)<<47)
		c := (lo + hi) / 2
		if lo < 1 && hi > 1 {
			c = 1
		}
		t[i].inv = 1 / c
		t[i].log = -math.Log(t[i].inv)
	}
	return t
}

// fastLog is log x for normal x > 0, to 2e-10 relative: log c + k log 2 + log1p(r) with x = 2^k c (1+r), |r| <= 1/64,
// after Tang (1990), ACM TOMS 16, 378.
func fastLog(x float64) float64 {
	b := math.Float64bits(x)
	i := b - logOffset
	t := &logTable[i>>47&31]
	r := math.Float64frombits(b-i&(0xfff<<52))*t.inv - 1
	return float64(int64(i)>>52)*math.Ln2 + t.log + (r - r*r*(.5-r*(1./3-r*(.25-r*.2))))
}

func log32(dst, x []float32) {
	for i, v := range x {
		if !(v > 0 && v <= math.MaxFloat32) {
			limit32(dst, x, i, math.Log)
			continue
		}
		dst[i] = float32(fastLog(float64(v)))
	}
}

func log1p32(dst, x []float32) {
	for i, v := range x {
		z := float64(v)
		switch {
		case z > -1e-7 && z < 1e-7: // 1+z would round; this keeps the sign of -0
			dst[i] = float32(z - z*z/2)
		case z > -1 && z <= math.MaxFloat32:
			dst[i] = float32(fastLog(1 + z))
		default:
			limit32(dst, x, i, math.Log1p)
		}
	}
}
