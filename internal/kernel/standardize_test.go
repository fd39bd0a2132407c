package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// group calls f for the elements of each group.
func (s *Standard) group(f func(g int, at []int)) {
	for g := range s.Groups() {
		at := make([]int, s.Count())
		for i := range at {
			at[i] = i*s.cols + g
			if s.byRow {
				at[i] = g*s.cols + i
			}
		}
		f(g, at)
	}
}

// Rows and columns are standardized as the formulas say, far from 0 too: the deviations of numbers around 1000 are exact to
// 1000 u where they are taken from a mean, and the variance is not a difference of squares.
func TestStandardize(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		rows, cols int
		byRow      bool
	}{{1, 1, true}, {1, 5, true}, {5, 1, false}, {700, 3, false}, {700, 3, true}, {9, 300, false}, {9, 300, true}, {3, 5000, true}, {3, 5000, false}, {257, 129, false}} {
		s := NewStandard(c.rows, c.cols, c.byRow)
		x, dy := normals[float32](r, c.rows*c.cols), normals[float32](r, c.rows*c.cols)
		for i := range x {
			x[i] += 1000
		}
		m, v := make([]float32, s.Groups()), make([]float32, s.Groups())
		exact := make([]float64, s.Groups())
		s.group(func(g int, at []int) {
			for _, i := range at {
				exact[g] += float64(x[i]) / float64(len(at))
			}
			m[g] = float32(exact[g])
		})
		y, dx := make([]float32, len(x)), make([]float32, len(x))
		const eps = .01
		Variance(s, v, x, m)
		Standardize(s, y, x, m, v, nil, nil, eps)
		StandardizeGrad(s, dx, x, m, v, dy, eps)
		s.group(func(g int, at []int) {
			n, variance, mean, slope := float64(len(at)), 0., 0., 0.
			for _, i := range at {
				d := float64(x[i]) - float64(m[g])
				variance += d * d / n
				mean += float64(dy[i]) / n
				slope += float64(dy[i]) * d / n
			}
			inv := 1 / math.Sqrt(float64(v[g])+eps)
			// sums of up to 64 terms in float32 and the rest by halves and in float64
			if math.Abs(float64(v[g])-variance) > 80*0x1p-24*variance {
				t.Errorf("%+v: variance %d is %v, want %v", c, g, v[g], variance)
			}
			for _, i := range at {
				d := float64(x[i]) - float64(m[g])
				if want := d * inv; math.Abs(float64(y[i])-want) > 4*0x1p-24*math.Abs(want) { // d is exact: four roundings
					t.Errorf("%+v: element %d is %v, want %v", c, i, y[i], want)
					return
				}
				want := inv*(float64(dy[i])-mean) - d*inv*inv*inv*slope
				// The mean and the slope are sums as the variance, of terms below 4 and 16 in size on average; inv is at most 10.
				size := inv*5 + math.Abs(d)*inv*inv*inv*16
				if math.Abs(float64(dx[i])-want) > 80*0x1p-24*size {
					t.Errorf("%+v: gradient %d is %v, want %v", c, i, dx[i], want)
					return
				}
			}
		})
	}
}

// Scale and shift are those of the columns, and the gradient of the scale is the sum of dy y over the rows.
func TestStandardizeScale(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, byRow := range []bool{false, true} {
		for _, c := range [][2]int{{1, 7}, {700, 3}, {9, 300}, {3, 5000}} {
			s := NewStandard(c[0], c[1], byRow)
			x, dy := normals[float64](r, c[0]*c[1]), normals[float64](r, c[0]*c[1])
			m, v := normals[float64](r, s.Groups()), make([]float64, s.Groups())
			for i := range v {
				v[i] = 1 + r.Float64()
			}
			scale, shift := normals[float64](r, c[1]), normals[float64](r, c[1])
			plain, y, sum := make([]float64, len(x)), make([]float64, len(x)), make([]float64, c[1])
			Standardize(s, plain, x, m, v, nil, nil, .5)
			Standardize(s, y, x, m, v, scale, shift, .5)
			StandardizeScale(s, sum, x, m, v, dy, .5)
			for i := range y {
				j := i % c[1]
				a, b := plain[i]*scale[j], shift[j]
				if math.Abs(y[i]-(a+b)) > 4*0x1p-53*(math.Abs(a)+math.Abs(b)) { // four roundings
					t.Errorf("%v by row %v: element %d is %v, want %v", c, byRow, i, y[i], a+b)
				}
			}
			for j := range sum {
				want, size := 0., 0.
				for i := j; i < len(x); i += c[1] {
					want += dy[i] * plain[i]
					size += math.Abs(dy[i] * plain[i])
				}
				if math.Abs(sum[j]-want) > float64(c[0]+4)*0x1p-53*size {
					t.Errorf("%v by row %v: the sum of column %d is %v, want %v", c, byRow, j, sum[j], want)
				}
			}
		}
	}
}
