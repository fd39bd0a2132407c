package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

const trigBits = 240

// halfPi is pi/2, by Machin's formula.
func halfPi() *big.Float {
	atanInverse := func(n int64) *big.Float {
		sum, power := wide(0), new(big.Float).Quo(wide(1), wide(float64(n)))
		for k := int64(1); k < 2*trigBits; k += 2 {
			sum.Add(sum, new(big.Float).Quo(power, wide(float64(k))))
			power.Quo(power, wide(float64(-n*n)))
		}
		return sum
	}
	quarter := new(big.Float).Sub(new(big.Float).Mul(wide(4), atanInverse(5)), atanInverse(239))
	return quarter.Mul(quarter, wide(2))
}

func wide(x float64) *big.Float { return new(big.Float).SetPrec(trigBits).SetFloat64(x) }

// sinCos are the sine and cosine of a finite x by the series at its distance from the next multiple of pi/2.
func sinCos(x float64, quarter *big.Float) (sin, cos *big.Float) {
	k := math.RoundToEven(x / (math.Pi / 2))
	r := wide(x)
	r.Sub(r, new(big.Float).Mul(wide(k), quarter))
	var sums [2]*big.Float
	sums[0], sums[1] = wide(0), wide(0)
	term := wide(1) // r^n/n!, with the signs of both series
	for n := range 40 {
		sums[n%2].Add(sums[n%2], term)
		term.Mul(term, r).Quo(term, wide(float64(n+1)))
		if n%2 == 1 {
			term.Neg(term)
		}
	}
	c, s := sums[0], sums[1]
	switch int64(k) & 3 {
	case 1:
		return c, s.Neg(s)
	case 2:
		return s.Neg(s), c.Neg(c)
	case 3:
		return c.Neg(c), s
	}
	return s, c
}

// trigArguments are those of a circle, of many turns, next to the roots, small ones and on both sides of the end of the vector form.
func trigArguments() []float64 {
	u := make([]float64, 6000)
	r := rand.New(rand.NewPCG(1, 4))
	for i := range u {
		u[i] = r.Float64()
	}
	x := []float64{0, math.Copysign(0, -1), 5e-324, -1e-310, 1e-8, 1 << 20, math.Nextafter(1<<20, 0), -(1 << 20), 1.5e6}
	for i, v := range u[:2000] {
		root := math.Floor(u[2000+i]*667543) * math.Pi / 2
		x = append(x, (2*v-1)*math.Pi, (2*v-1)*(1<<20), root, -math.Nextafter(root, 0), math.Pow(2, -60*u[4000+i])*(2*v-1))
	}
	return x
}

// All forms are within 1.5 ulps of sine and cosine, those in assembly beside their roots too, where math.Sin is within 2^-54 of 1.
func TestSinCos64(t *testing.T) {
	x, quarter := trigArguments(), halfPi()
	want := [2][]*big.Float{make([]*big.Float, len(x)), make([]*big.Float, len(x))}
	for i, v := range x {
		want[0][i], want[1][i] = sinCos(v, quarter)
	}
	levels(t, func(t *testing.T) {
		for f, loop := range []func(dst, x []float64){Sin[float64], Cos[float64]} {
			got, worst, at := make([]float64, len(x)), 0., 0.
			loop(got, x)
			for i, g := range got {
				w, _ := want[f][i].Float64()
				miss, _ := new(big.Float).Sub(wide(g), want[f][i]).Float64()
				ulp := math.Nextafter(math.Abs(w), math.Inf(1)) - math.Abs(w)
				if CPULevel() == Generic {
					ulp = max(ulp, 0x1p-54)
				}
				if e := math.Abs(miss) / ulp; !(e <= worst) {
					worst, at = e, x[i]
				}
			}
			if !(worst <= 1.5) {
				t.Errorf("%s is off by %.3f ulps at %v", []string{"sin", "cos"}[f], worst, at)
			}
			if math.Signbit(got[0]) || f == 0 && !math.Signbit(got[1]) {
				t.Error("the sign of 0 is lost")
			}
		}
	})
}

func BenchmarkSin64(b *testing.B) {
	x, dst := make([]float64, 1<<12), make([]float64, 1<<12)
	for i := range x {
		x[i] = 6*float64(i)/(1<<12) - 3
	}
	b.SetBytes(8 << 12)
	for range b.N {
		Sin(dst, x)
	}
}
