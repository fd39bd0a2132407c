package distributions

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// jointRows is rows of vectors: the formulas with values. Row i of draw s of S is row i*S + s; parameters that rows share may differ by draw.
type jointRows struct {
	*jointPrograms
	n, draws int
	values   []paramValues
}

// bindJoint gives the formulas the values of draws, all of the same rows: row i of draw s is row i*S + s.
func (p *jointPrograms) bindJoint(draws ...func(n *G.Node) G.Value) (jointRows, error) {
	values, n, err := p.bound(draws...)
	if err != nil {
		return jointRows{}, err
	}
	f := jointRows{jointPrograms: p, n: n * len(draws), draws: len(draws), values: values}
	return f, f.can(f.densities(), rowInput{tensor.Shape{p.k}, make([]float64, p.k)})
}

// A rowInput is an input with so many numbers for each row that is asked for.
type rowInput struct {
	shape tensor.Shape
	data  []float64
}

// can tries a formula on the first row, so that mistakes show here and what has no closed form is known.
func (f jointRows) can(fn *jointFunc, in ...rowInput) error {
	fn.once.Do(func() { fn.err = f.block(fn, []int{0}, []int{0}, 1, in, func([]G.Value) {}) })
	return fn.err
}

// block runs fn on so many rows, those of index at the places at, of one draw if it counts, and then the last of them again.
func (f jointRows) block(fn *jointFunc, index, at []int, size int, in []rowInput, use func(out []G.Value)) error {
	var values []G.Value
	for k, v := range f.values {
		param := f.params[k]
		if !param.rowed {
			x := ops.NewValue(tensor.Float64, param.input)
			v.read(ops.Data[float64](x), index[at[0]]%v.period*v.width)
			values = append(values, x)
			continue
		}
		x := ops.NewValue(tensor.Float64, join(tensor.Shape{size}, param.input))
		data := ops.Data[float64](x)
		for i := range size {
			row := index[at[min(i, len(at)-1)]]
			v.read(data[i*v.width:(i+1)*v.width], row%v.period*v.width)
		}
		values = append(values, x)
	}
	for _, in := range in {
		x := ops.NewValue(tensor.Float64, join(tensor.Shape{size}, in.shape))
		data, width := ops.Data[float64](x), in.shape.TotalSize()
		for i := range size {
			from := at[min(i, len(at)-1)]
			copy(data[i*width:(i+1)*width], in.data[from*width:(from+1)*width])
		}
		values = append(values, x)
	}
	return fn.Run(values, func(out []G.Value) error { use(out); return nil })
}

// run computes fn for the rows of index, each with its inputs, and hands over the outputs' numbers for those at some places of it. An
// error cannot be but a bug: the formula has been tried.
func (f jointRows) run(fn *jointFunc, index []int, in []rowInput, use func(at []int, out []G.Value)) {
	most := maxBlock
	for _, in := range in {
		most = max(1, min(most, 4*maxTable/max(1, in.shape.TotalSize())))
	}
	for _, places := range f.together(index) {
		density.Parcels(len(places), most, func(_ *density.Solver, from, to int) {
			for first := from; first < to; {
				take, size := chunk(to - first)
				at := places[first : first+take]
				if err := f.block(fn, index, at, size, in, func(out []G.Value) { use(at, out) }); err != nil {
					panic(fmt.Sprintf("distributions: joint: %v", err))
				}
				first += take
			}
		})
	}
}

// together is the places of index that one program may run together: all, unless rows share parameters that draws do not.
func (f jointRows) together(index []int) [][]int {
	all := upTo(0, len(index))
	if !f.apart() {
		return [][]int{all}
	}
	of := make([][]int, f.draws)
	for _, at := range all {
		draw := index[at] % f.draws
		of[draw] = append(of[draw], at)
	}
	return of
}

// apart reports whether draws differ in parameters that their rows share.
func (f jointRows) apart() bool {
	for k, v := range f.values {
		if !f.params[k].rowed && v.period > 1 {
			return true
		}
	}
	return false
}

// numbers is the first output of fn for the rows of index, width numbers each.
func (f jointRows) numbers(fn *jointFunc, index []int, width int, in ...rowInput) []float64 {
	out := make([]float64, len(index)*width)
	f.run(fn, index, in, func(at []int, v []G.Value) {
		from := ops.Data[float64](v[0])
		for i, to := range at {
			copy(out[to*width:(to+1)*width], from[i*width:])
		}
	})
	return out
}

// pointBlock is how many points of a row are asked together.
const pointBlock = 128

// logProb is the log-density of each row of index at m points of its own, y of m*k numbers each.
func (f jointRows) logProb(index []int, m int, y []float64) []float64 {
	if m == 1 {
		return f.numbers(f.densities(), index, 1, rowInput{tensor.Shape{f.k}, y})
	}
	out := make([]float64, len(index)*m)
	for first := 0; first < m; {
		take, size := chunk(min(m-first, pointBlock))
		size = max(size, 2) // a grid of one point is none
		part := make([]float64, len(index)*size*f.k)
		for i := range index {
			own := y[(i*m+first)*f.k : (i*m+first+take)*f.k]
			to := part[i*size*f.k : (i+1)*size*f.k]
			for n := copy(to, own); n < len(to); n += f.k {
				copy(to[n:n+f.k], own[len(own)-f.k:])
			}
		}
		logs := f.numbers(f.densities(), index, size, rowInput{tensor.Shape{size, f.k}, part})
		for i := range index {
			copy(out[i*m+first:i*m+first+take], logs[i*size:])
		}
		first += take
	}
	return out
}

// upTo is 0 to n-1.
func upTo(first, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = first + i
	}
	return out
}
