package distributions

import (
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Sample is m independent draws of each row, (rows, m, k), a function of seed and row: Row(i).Sample(seed, m) are the draws of row i.
// There are none for m < 1, nor of a family that has neither Sample nor marginals and conditionals; Warnings says so.
func (q Joint) Sample(seed uint64, m int) [][][]float64 {
	out := make([][][]float64, q.n)
	for i := range out {
		x := q.sampleRow(i, m, seed)
		out[i] = table[float64](len(x)/max(q.Numbers(), 1), q.Numbers())
		for s, v := range out[i] {
			for j := range v {
				v[j] = q.shift[j] + q.scale[j]*x[s*len(v)+j]
			}
		}
	}
	return out
}

// sampleRow is m draws of row i, of what f is of.
func (q Joint) sampleRow(i, m int, seed uint64) []float64 {
	if m < 1 {
		return nil
	}
	row := q.first + i
	own := rng.SplitAt(seed, "distributions/joint", row)
	if q.draws == 1 {
		return q.f.sample(row, m, own)
	}
	pick := make([]float64, m)
	rng.New(own, "distributions/joint/draw", 0, 0).Uniform64(pick, 0)
	wanted := make([][]int, q.draws) // samples that a draw of the weights gives
	for s, u := range pick {
		d := int(u * float64(q.draws))
		wanted[d] = append(wanted[d], s)
	}
	out := make([]float64, m*q.f.k)
	for d, at := range wanted {
		if len(at) == 0 {
			continue
		}
		x := q.f.sample(row*q.draws+d, len(at), rng.SplitAt(own, "distributions/joint/of draw", d))
		if x == nil {
			return nil
		}
		for n, s := range at {
			copy(out[s*q.f.k:(s+1)*q.f.k], x[n*q.f.k:])
		}
	}
	return out
}

// sample is m draws of one row, nil if there can be none: by the formula of draws if there is one, else number by number, each of
// its marginal given those before.
func (f jointRows) sample(row, m int, seed uint64) []float64 {
	size, fn := f.drawFunc()
	if fn == nil {
		return f.stepwise(row, m, seed)
	}
	noise := make([]float64, m*size)
	rng.New(seed, "distributions/joint/noise", 0, 0).Normal64(noise, 0)
	index := make([]int, m)
	for i := range index {
		index[i] = row
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

// noiseSize is how many numbers of noise drawFrom takes for each member of d's batch.
func noiseSize(d Distribution) (size int, ok bool) {
	switch d := d.(type) {
	case MixtureSameFamily:
		each, ok := noiseSize(d.Components)
		return d.Mixing.count() * (1 + each), ok
	case Mixture:
		size, ok = d.Mixing.count(), true
		for _, c := range d.Components {
			each, can := noiseSize(c)
			size, ok = size+each, ok && can
		}
		return size, ok
	case Independent:
		each, ok := noiseSize(d.Base)
		_, event := d.split()
		return each * event[:d.dims()].TotalSize(), ok
	}
	if _, ok := d.(HasSample); !ok {
		return 0, false
	}
	return NoiseShape(d).TotalSize() / d.BatchShape().TotalSize(), true
}

// drawFrom is a draw of d, of standard normal noise (batch..., size): of a mixture one of its components, chosen by Gumbel noise, which
// has no gradient but asks for no quantile of the mixture.
func drawFrom(d Distribution, noise *G.Node) *G.Node {
	batch := d.BatchShape()
	switch d := d.(type) {
	case MixtureSameFamily:
		k, total := d.Mixing.count(), lastOf("draw", noise)
		full := join(batch, tensor.Shape{k})
		chosen := OneHotCategorical{Logits: onShape(d.Mixing.Logits, full)}.sample(ops.Slice(noise, -1, 0, k))
		of := ops.Reshape(ops.Slice(noise, -1, k, total), join(full, tensor.Shape{total/k - 1})...)
		each := drawFrom(repeat(d.Components, full, 0), of)
		for range d.EventShape() {
			chosen = lastAxis(chosen)
		}
		only := ops.Where(chosen, each, ops.Full(each.Graph(), each.Dtype(), 0))
		return ops.Sum(only, len(full)-1)
	case Mixture:
		return d.drawFrom(noise)
	case Independent:
		base := d.Base.BatchShape()
		return drawFrom(d.Base, ops.Reshape(noise, join(base, tensor.Shape{-1})...))
	}
	return Sample(d, ops.Reshape(noise, NoiseShape(d)...))
}

// stepwise draws number 0 of its marginal, and the others of the distribution that is left where it has that value.
func (f jointRows) stepwise(row, m int, seed uint64) []float64 {
	q := newJoint(f.repeated(row, m), 1)
	out := make([]float64, m*f.k)
	for j := range f.k {
		if !q.hasMarginal(0) { // Marginal would draw
			return nil
		}
		marginal, err := q.Marginal(0)
		if err != nil {
			return nil
		}
		y := make([]float64, 0, m)
		for _, v := range marginal.Sample(rng.SplitAt(seed, "distributions/joint/number", j), 1) {
			y = append(y, v[0])
		}
		for s, v := range y {
			out[s*f.k+j] = v
		}
		if j == f.k-1 {
			break
		}
		if q, err = q.Condition(0, y); err != nil {
			return nil
		}
	}
	return out
}

// repeated is one row as m rows.
func (f jointRows) repeated(row, m int) jointRows {
	out := jointRows{jointPrograms: f.jointPrograms, n: m}
	for k, v := range f.values {
		at := 0
		if f.params[k].rowed {
			at = row % v.period * v.width
		}
		own := make([]float64, v.width)
		v.read(own, at)
		out.values = append(out.values, paramValues{wide: own, width: v.width, period: 1})
	}
	return out
}
