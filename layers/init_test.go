package layers

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The variance of each initializer is the one its doc states, on a kernel (300, 200); the bound is five standard errors
// of a sample variance, whose relative one is at most sqrt(2/60000) as no draw here has heavier tails than a normal.
func TestInitializerVariance(t *testing.T) {
	const in, out = 300., 200.
	bound := 5 * math.Sqrt(2/(in*out))
	for _, c := range []struct {
		name string
		init Initializer
		want float64
		most float64 // greatest absolute value possible
	}{
		{"glorot uniform", GlorotUniform, 2 / (in + out), math.Sqrt(6 / (in + out))},
		{"glorot normal", GlorotNormal, 2 / (in + out), 2 * math.Sqrt(2/(in+out)) / cutSD},
		{"he uniform", HeUniform, 2 / in, math.Sqrt(6 / in)},
		{"he normal", HeNormal, 2 / in, 2 * math.Sqrt(2/in) / cutSD},
		{"lecun uniform", LecunUniform, 1 / in, math.Sqrt(3 / in)},
		{"lecun normal", LecunNormal, 1 / in, 2 * math.Sqrt(1/in) / cutSD},
		{"outputs", VarianceScaling{Scale: 3, Fan: FanOut}, 3 / out, math.Inf(1)},
		{"zero scale", VarianceScaling{Uniform: true}, 1 / in, math.Sqrt(3 / in)},
		{"normal", Normal(.5), .25, math.Inf(1)},
		{"uniform", Uniform(-2, 2), 16. / 12, 2},
	} {
		x := c.init.Draw(rand.New(rand.NewPCG(1, 2)), int(in), int(out))
		sum, square := 0., 0.
		for _, v := range x {
			sum += v
			square += v * v
			if math.Abs(v) > c.most {
				t.Fatalf("%s drew %v, beyond %v", c.name, v, c.most)
			}
		}
		n := float64(len(x))
		if v := square / n; math.Abs(v/c.want-1) > bound {
			t.Errorf("%s: variance %v, want %v within %v of it", c.name, v, c.want, bound)
		}
		if m := sum / n; math.Abs(m) > 5*math.Sqrt(c.want/n) {
			t.Errorf("%s: mean %v, want 0", c.name, m)
		}
	}
}

func TestConstants(t *testing.T) {
	for i, v := range append(Zeros.Draw(nil, 2, 3), Constant(1.5).Draw(nil, 2)...) {
		if want := []float64{0, 0, 0, 0, 0, 0, 1.5, 1.5}[i]; v != want {
			t.Errorf("value %d is %v, want %v", i, v, want)
		}
	}
}

// A convolution kernel (3, 3, in, out) counts its receptive field, a vector its length, a scalar one.
func TestFans(t *testing.T) {
	for _, c := range []struct {
		shape   []int
		in, out float64
	}{
		{[]int{3, 3, 8, 16}, 72, 144},
		{[]int{8, 16}, 8, 16},
		{[]int{7}, 7, 7},
		{nil, 1, 1},
	} {
		if in, out := fans(c.shape); in != c.in || out != c.out {
			t.Errorf("fans of %v are %v and %v, want %v and %v", c.shape, in, out, c.in, c.out)
		}
	}
}

// cutSD is what quadrature gives for the standard deviation of a normal cut at ±2.
func TestCutSD(t *testing.T) {
	const steps = 200_000
	mass, square := 0., 0.
	for i := range steps {
		x := -2 + 4*(float64(i)+.5)/steps
		d := math.Exp(-x * x / 2)
		mass += d
		square += d * x * x
	}
	if got := math.Sqrt(square / mass); math.Abs(got-cutSD) > 1e-9 { // the midpoint rule's error is h²/24 times the slope at the ends
		t.Errorf("the standard deviation is %v, cutSD %v", got, cutSD)
	}
}
