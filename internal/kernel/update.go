package kernel

import "math"

// The loops below move parameters w against their gradients g, once, in one pass over all the slices, which have one
// length (they panic otherwise) and do not overlap. Each product and sum is rounded in T, so that assembly and plain Go
// on amd64 agree to the bit; elsewhere Go may fuse a product with a sum.

// SGD sets w = w - rate g.
func SGD[T Float](w, g []T, rate T) {
	checkLengths(len(w), len(g))
	if runUpdate(fnSGD, w, w, w, g, [6]T{rate}) {
		return
	}
	for i, g := range g {
		w[i] -= rate * g
	}
}

// Momentum sets m = g + momentum m, then w = w - rate m.
func Momentum[T Float](w, m, g []T, rate, momentum T) {
	checkLengths(len(w), len(m), len(g))
	if runUpdate(fnMomentum, w, m, m, g, [6]T{rate, momentum}) {
		return
	}
	for i, g := range g {
		m[i] = g + momentum*m[i]
		w[i] -= rate * m[i]
	}
}

// Nesterov sets m = g + momentum m, then w = w - rate (g + momentum m).
func Nesterov[T Float](w, m, g []T, rate, momentum T) {
	checkLengths(len(w), len(m), len(g))
	if runUpdate(fnNesterov, w, m, m, g, [6]T{rate, momentum}) {
		return
	}
	for i, g := range g {
		m[i] = g + momentum*m[i]
		w[i] -= rate * (g + momentum*m[i])
	}
}

// RMSProp moves the mean v of g^2 by gain (g^2 - v), then sets w = w - rate g / sqrt(v + eps).
func RMSProp[T Float](w, v, g []T, rate, gain, eps T) {
	checkLengths(len(w), len(v), len(g))
	if runUpdate(fnRMSProp, w, v, v, g, [6]T{rate, gain, eps}) {
		return
	}
	for i, g := range g {
		v[i] += gain * (g*g - v[i])
		w[i] -= rate * g / T(math.Sqrt(float64(v[i]+eps)))
	}
}

// AdamStep is what the elements of a step have in common, with the corrections of the bias in Rate and Root.
type AdamStep struct {
	Gain1, Gain2 float64 // 1 - beta1, 1 - beta2
	Rate         float64 // rate / (1 - beta1^t)
	Root         float64 // 1 / sqrt(1 - beta2^t)
	Eps          float64
	Decay        float64 // rate times the decay of the weights
}

// Adam moves the means m of g by Gain1 (g - m), to 0 if that is smaller than normal numbers are, and v of g^2 by
// Gain2 (g^2 - v), then sets w = w - (Rate m / (sqrt(v) Root + Eps) + Decay w).
func Adam[T Float](w, m, v, g []T, s AdamStep) {
	checkLengths(len(w), len(m), len(v), len(g))
	c := [6]T{T(s.Gain1), T(s.Gain2), T(s.Rate), T(s.Root), T(s.Eps), T(s.Decay)}
	if runUpdate(fnAdam, w, m, v, g, c) {
		return
	}
	gain1, gain2, rate, root, eps, decay := c[0], c[1], c[2], c[3], c[4], c[5]
	smallest := smallestNormal[T]()
	for i, g := range g {
		m1 := m[i] + gain1*(g-m[i])
		if m1 < smallest && m1 > -smallest {
			m1 = 0
		}
		v1 := v[i] + gain2*(g*g-v[i])
		m[i], v[i] = m1, v1
		w[i] -= rate*m1/(T(math.Sqrt(float64(v1)))*root+eps) + decay*w[i]
	}
}

// smallestNormal is the smallest positive number of full precision. Smaller means come of parameters whose gradient stays
// 0, and would make each of their steps several times as slow.
func smallestNormal[T Float]() T {
	if isSingle[T]() {
		return 0x1p-126
	}
	return T(math.Float64frombits(1 << 52))
}

// runUpdate runs f in assembly and reports whether it can. The slices have one length.
func runUpdate[T Float](f function, w, m, v, g []T, c [6]T) bool {
	if len(w) == 0 {
		return true
	}
	if isSingle[T]() {
		return vectorUpdate32(f, as32(w), as32(m), as32(v), as32(g), as32(c[:]))
	}
	return vectorUpdate64(f, as64(w), as64(m), as64(v), as64(g), as64(c[:]))
}
