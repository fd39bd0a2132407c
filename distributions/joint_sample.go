package distributions

import (
	"slices"

	"github.com/deepprob/deepprob/internal/rng"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Sample is m independent draws of each row, (rows, m, k), a function of seed and row: Row(i).Sample(seed, m) are the draws of row i.
// There are none for m < 1, nor of a family that has neither Sample nor marginals and conditionals; Warnings says so.
func (q Joint) Sample(seed uint64, m int) [][][]float64 {
	out := make([][][]float64, q.n)
	k := q.Numbers()
	each := max(1, samplesTogether/max(m, 1))
	for first := 0; first < q.n; first += each {
		for i, x := range q.sampleRows(first, min(each, q.n-first), m, seed) {
			out[first+i] = table[float64](len(x)/k, k)
			for s, v := range out[first+i] {
				for j := range v {
					v[j] = q.shift[j] + q.scale[j]*x[s*k+j]
				}
			}
		}
	}
	return out
}

// samplesTogether is how many draws of rows are computed together.
const samplesTogether = 1 << 14

// sampleRow is m draws of row i, of what f is of; nil if there can be none.
func (q Joint) sampleRow(i, m int, seed uint64) []float64 { return q.sampleRows(i, 1, m, seed)[0] }

// A wanted is draws of one row, and where they go.
type wanted struct {
	row  int
	seed uint64
	to   []int // places among the draws of all rows asked for
}

// sampleRows is m draws of each of n rows from i on, of what f is of. Of a mixture of draws of the weights each is of one of them, chosen at
// random.
func (q Joint) sampleRows(first, n, m int, seed uint64) [][]float64 {
	out := make([][]float64, n)
	if m < 1 {
		return out
	}
	var all []wanted
	for i := range n {
		row := q.first + first + i
		own := rng.SplitAt(seed, "distributions/joint", row)
		if q.draws == 1 {
			all = append(all, wanted{row, own, upTo(i*m, m)})
			continue
		}
		pick := make([]float64, m)
		rng.New(own, "distributions/joint/draw", 0, 0).Uniform64(pick, 0)
		of := make([][]int, q.draws) // samples that a draw of the weights gives
		for s, u := range pick {
			d := int(u * float64(q.draws))
			of[d] = append(of[d], i*m+s)
		}
		for d, to := range of {
			if len(to) > 0 {
				all = append(all, wanted{row*q.draws + d, rng.SplitAt(own, "distributions/joint/of draw", d), to})
			}
		}
	}
	x := q.f.samples(all, n*m)
	for i := range out {
		if x != nil {
			out[i] = x[i*m*q.f.k : (i+1)*m*q.f.k]
		}
	}
	return out
}

// sample is m draws of one row, nil if there can be none.
func (f jointRows) sample(row, m int, seed uint64) []float64 {
	return f.samples([]wanted{{row, seed, upTo(0, m)}}, m)
}

// samples is m draws together, nil if there can be none: by the formula of draws if there is one, else number by number, each of
// its marginal given those before.
func (f jointRows) samples(all []wanted, m int) []float64 {
	out := make([]float64, m*f.k)
	size, fn := f.drawFunc()
	if fn == nil {
		for _, w := range all {
			x := f.stepwise(w.row, len(w.to), w.seed)
			if x == nil {
				return nil
			}
			for s, to := range w.to {
				copy(out[to*f.k:(to+1)*f.k], x[s*f.k:])
			}
		}
		return out
	}
	noise, index := make([]float64, m*size), make([]int, m)
	for _, w := range all {
		own := make([]float64, len(w.to)*size)
		rng.New(w.seed, "distributions/joint/noise", 0, 0).Normal64(own, 0)
		for s, to := range w.to {
			copy(noise[to*size:(to+1)*size], own[s*size:])
			index[to] = w.row
		}
	}
	return f.numbers(fn, index, f.k, rowInput{tensor.Shape{size}, noise})
}

// drawFunc is the formula of draws and how many numbers of noise it takes, nil if there is none.
func (f jointRows) drawFunc() (size int, fn *jointFunc) {
	size, ok := noiseSize(f.whole)
	if !ok {
		return 0, nil
	}
	fn = f.formula("draw", 1, func(d Distribution, in G.Nodes) G.Nodes { return G.Nodes{drawFrom(d, in[0])} })
	if f.can(fn, rowInput{tensor.Shape{size}, make([]float64, size)}) != nil {
		return 0, nil
	}
	return size, fn
}

// stepwise draws the first number whose marginal is known, and the others of the distribution that is left where it has that value.
func (f jointRows) stepwise(row, m int, seed uint64) []float64 {
	q := newJoint(f.repeated(row, m), 1)
	out, left := make([]float64, m*f.k), upTo(0, f.k)
	for step := range f.k {
		j, ok := q.known() // Marginal would draw
		if !ok {
			return nil
		}
		marginal, err := q.Marginal(j)
		if err != nil {
			return nil
		}
		y := make([]float64, 0, m)
		for _, v := range marginal.Sample(rng.SplitAt(seed, "distributions/joint/number", step), 1) {
			y = append(y, v[0])
		}
		for s, v := range y {
			out[s*f.k+left[j]] = v
		}
		left = slices.Delete(left, j, j+1)
		if len(left) == 0 {
			break
		}
		if q, err = q.Condition(j, y); err != nil {
			return nil
		}
	}
	return out
}

// known is the first number whose marginal is known, which in a product of conditionals need not be number 0.
func (q Joint) known() (j int, ok bool) {
	for j := range q.Numbers() {
		if q.hasMarginal(j) {
			return j, true
		}
	}
	return 0, false
}

// repeated is one row as m rows.
func (f jointRows) repeated(row, m int) jointRows {
	out := jointRows{jointPrograms: f.jointPrograms, n: m, draws: 1}
	for _, v := range f.values {
		own := make([]float64, v.width)
		v.read(own, row%v.period*v.width)
		out.values = append(out.values, paramValues{wide: own, width: v.width, period: 1})
	}
	return out
}
